"""``theano.scan`` itself, also where `theanornn.scan` has been put in its place."""

import inspect

from theano.scan import basic

__all__ = ["theano_scan"]

theano_scan = inspect.unwrap(basic.scan)
