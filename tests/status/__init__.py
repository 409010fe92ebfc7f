"""Tests of what readings say of the stores, and of causes."""
