"""What may follow for a person's health: evidence rows, one file per outcome, and what they say about one person."""
