"""From raw sequences and texts to the arrays a model takes.

Modules ``sequence`` (padding), ``skipgrams``, ``timeseries``, ``words`` and ``tokenizer``; ``text``
has the last two in one, as Keras does.
"""
