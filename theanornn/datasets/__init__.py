"""Real data to train on, fetched once and kept; and one made-up series.

Modules ``movie_reviews`` (sentiment), ``imdb`` (Keras' one), ``shakespeare`` (characters) and
``sine`` (regression). Nothing is fetched before a ``load_…`` function is called.
"""
