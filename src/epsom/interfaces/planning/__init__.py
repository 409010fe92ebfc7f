"""Planning, as a reader meets it: food and limits for everybody, what a doctor might review for a clinician."""
