"""NaN and infinity in training: found in the batch where they arise, and traced to their origin.

``fit(on_nan=...)`` is what uses this. In the order of what happens: `guard` keeps a bad batch from
changing anything, `origins` finds out where its first bad number came up, `reports` puts that into
words and a file, `watch` does what the user asked for.
"""
