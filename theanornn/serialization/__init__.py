"""Reading and writing models. :mod:`~theanornn.serialization.native` is theanornn's own format."""
