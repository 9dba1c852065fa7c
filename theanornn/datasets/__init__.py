"""Real data to train on, fetched once and kept; and one made-up series.

Modules ``movie_reviews`` (sentiment), ``shakespeare`` (characters) and ``sine`` (regression);
Keras' ``imdb``, ``reuters``, ``mnist`` and ``boston_housing``, and ``get_file`` in
``file_fetching``. Nothing is fetched before a ``load_…`` function is called.
"""
