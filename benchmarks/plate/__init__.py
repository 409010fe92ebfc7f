"""Timings of the plate: finding a food among few and many, and importing a national table."""
