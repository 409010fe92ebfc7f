"""Mechanisms: how magnesium works where that can be computed; to explain, never to forecast a person."""
