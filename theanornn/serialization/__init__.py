"""Reading and writing models.

:mod:`~theanornn.serialization.native` is theanornn's own format, `hdf5` those of Keras, and
`convert` knows the weights of other systems.
"""
