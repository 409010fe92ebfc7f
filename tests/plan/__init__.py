"""Tests of what to do."""
