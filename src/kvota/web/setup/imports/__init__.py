"""The import wizard: a file of deals in four steps, back always possible, and out again."""
