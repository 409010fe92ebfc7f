"""The body: where magnesium goes."""
