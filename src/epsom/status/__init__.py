"""Status: what the labs say about the stores."""
