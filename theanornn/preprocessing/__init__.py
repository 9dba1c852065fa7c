"""From raw sequences and texts to the arrays a model takes; modules ``sequence`` and ``text``."""
