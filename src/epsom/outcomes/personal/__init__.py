"""One person and one row of evidence: who was studied, what changes, how large, in absolute terms, in which words."""
