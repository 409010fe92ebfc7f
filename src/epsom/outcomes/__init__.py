"""What may follow for a person's health: evidence, one file per outcome, what it says about one person, and claims."""
