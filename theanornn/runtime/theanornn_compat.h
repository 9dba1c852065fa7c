/* Included before everything else in each module that Theano compiles.
 *
 * It holds the headers that take most of the compile time, so that they can be precompiled once, and
 * the C names that NumPy 2 has dropped and Theano's C code still uses.
 */
#ifndef THEANORNN_COMPAT_H
#define THEANORNN_COMPAT_H

#ifndef PY_SSIZE_T_CLEAN
#define PY_SSIZE_T_CLEAN
#endif
#include <Python.h>
#include <structmember.h>

#include <sys/time.h>

#include <cmath>
#include <iostream>

#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>
#include <numpy/npy_3kcompat.h>

/* NumPy 2.0 dropped these from npy_3kcompat.h. */
#ifndef NPY_PY3K
#define NPY_PY3K 1
#endif
#ifndef PyInt_Check
#define PyInt_Check PyLong_Check
#define PyInt_CheckExact PyLong_CheckExact
#define PyInt_FromLong PyLong_FromLong
#define PyInt_AsLong PyLong_AsLong
#define PyInt_AS_LONG PyLong_AsLong
#define PyInt_AsSsize_t PyLong_AsSsize_t
#endif

#endif
