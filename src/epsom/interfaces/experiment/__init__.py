"""The experiment's files: every virtual person and look as a table, the summary, the page, and who was lost."""
