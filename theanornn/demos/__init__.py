"""Whole programs on real data: ``theanornn demo sentiment`` and ``theanornn demo sine``."""
