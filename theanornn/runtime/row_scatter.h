/* x[index] += y, or x[index] = y, row by row: index is a vector of integers and may repeat.
 *
 * It is the gradient of an embedding, and stands in for NumPy's PyArray_MapIterArray, which NumPy 2
 * dropped. The function keeps the name and arguments of the one it replaces in Theano.
 */
template <typename T>
struct theanornn_complex {
  T real, imag;
  theanornn_complex &operator+=(const theanornn_complex &y) {
    real += y.real;
    imag += y.imag;
    return *this;
  }
};

/* One row, of any rank: down to its last axis by recursion. */
template <typename T>
static void theanornn_row(char *x, const char *y, int ndim, const npy_intp *shape,
                          const npy_intp *x_strides, const npy_intp *y_strides, int add) {
  if (ndim == 0) {
    if (add) *(T *)x += *(const T *)y;
    else *(T *)x = *(const T *)y;
  } else if (ndim == 1 && add && x_strides[0] == sizeof(T) && y_strides[0] == sizeof(T)) {
    T *to = (T *)x;
    const T *from = (const T *)y;
    for (npy_intp i = 0; i < shape[0]; i++) to[i] += from[i];
  } else {
    for (npy_intp i = 0; i < shape[0]; i++)
      theanornn_row<T>(x + i * x_strides[0], y + i * y_strides[0], ndim - 1, shape + 1,
                       x_strides + 1, y_strides + 1, add);
  }
}

template <typename T>
static int theanornn_rows(PyArrayObject *x, PyArrayObject *index, PyArrayObject *y,
                          const npy_intp *y_strides, int add) {
  const npy_intp *rows = (const npy_intp *)PyArray_DATA(index);
  const npy_intp n_rows = PyArray_DIM(x, 0);
  for (npy_intp i = 0; i < PyArray_DIM(index, 0); i++) {
    const npy_intp row = rows[i] < 0 ? rows[i] + n_rows : rows[i];
    if (row < 0 || row >= n_rows) {
      PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for axis 0 with size %zd",
                   (Py_ssize_t)rows[i], (Py_ssize_t)n_rows);
      return -1;
    }
    theanornn_row<T>(PyArray_BYTES(x) + row * PyArray_STRIDE(x, 0),
                     PyArray_BYTES(y) + i * y_strides[0], PyArray_NDIM(x) - 1,
                     PyArray_DIMS(x) + 1, PyArray_STRIDES(x) + 1, y_strides + 1, add);
  }
  return 0;
}

/* The strides with which y is read as an array of the shape (len(index), *x.shape[1:]). */
static int theanornn_broadcast(PyArrayObject *x, PyArrayObject *index, PyArrayObject *y,
                               npy_intp *y_strides) {
  const int ndim = PyArray_NDIM(x), missing = ndim - PyArray_NDIM(y);
  for (int axis = 0; axis < ndim; axis++) {
    const npy_intp wanted = axis == 0 ? PyArray_DIM(index, 0) : PyArray_DIM(x, axis);
    const npy_intp size = axis < missing ? 1 : PyArray_DIM(y, axis - missing);
    if (size != wanted && size != 1) {
      PyErr_Format(PyExc_ValueError,
                   "axis %d of the values has size %zd, and cannot be broadcast to %zd",
                   axis - missing, (Py_ssize_t)size, (Py_ssize_t)wanted);
      return -1;
    }
    y_strides[axis] = size == 1 ? 0 : PyArray_STRIDE(y, axis - missing);
  }
  return 0;
}

static int inplace_increment(PyArrayObject *x, PyObject *py_index, PyArrayObject *values, int add) {
  if (PyArray_FailUnlessWriteable(x, "input/output array") < 0) return -1;
  if (PyArray_NDIM(x) == 0 || PyArray_NDIM(values) > PyArray_NDIM(x)) {
    PyErr_SetString(PyExc_IndexError, "rows are written to an array with fewer axes than they have");
    return -1;
  }
  PyArrayObject *index = (PyArrayObject *)PyArray_FROMANY(
      py_index, NPY_INTP, 1, 1, NPY_ARRAY_CARRAY_RO | NPY_ARRAY_FORCECAST);
  if (index == NULL) return -1;
  PyArray_Descr *dtype = PyArray_DESCR(x);
  Py_INCREF(dtype);
  PyArrayObject *y = (PyArrayObject *)PyArray_FromAny(
      (PyObject *)values, dtype, 0, 0, NPY_ARRAY_FORCECAST | NPY_ARRAY_ALIGNED, NULL);
  int status = -1;
  npy_intp y_strides[NPY_MAXDIMS];
  if (y != NULL && theanornn_broadcast(x, index, y, y_strides) == 0) {
    switch (PyArray_TYPE(x)) {
#define THEANORNN_CASE(number, type) \
  case number: \
    status = theanornn_rows<type>(x, index, y, y_strides, add); \
    break;
      THEANORNN_CASE(NPY_BYTE, npy_byte)
      THEANORNN_CASE(NPY_UBYTE, npy_ubyte)
      THEANORNN_CASE(NPY_SHORT, npy_short)
      THEANORNN_CASE(NPY_USHORT, npy_ushort)
      THEANORNN_CASE(NPY_INT, npy_int)
      THEANORNN_CASE(NPY_UINT, npy_uint)
      THEANORNN_CASE(NPY_LONG, npy_long)
      THEANORNN_CASE(NPY_ULONG, npy_ulong)
      THEANORNN_CASE(NPY_LONGLONG, npy_longlong)
      THEANORNN_CASE(NPY_ULONGLONG, npy_ulonglong)
      THEANORNN_CASE(NPY_FLOAT, npy_float)
      THEANORNN_CASE(NPY_DOUBLE, npy_double)
      THEANORNN_CASE(NPY_CFLOAT, theanornn_complex<npy_float>)
      THEANORNN_CASE(NPY_CDOUBLE, theanornn_complex<npy_double>)
#undef THEANORNN_CASE
      default:
        PyErr_SetString(PyExc_TypeError, "rows of this dtype cannot be added in C");
    }
  }
  Py_DECREF(index);
  Py_XDECREF(y);
  return status;
}
