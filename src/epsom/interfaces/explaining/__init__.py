"""Explaining: where each kind of name that stands beside a number is looked up."""
