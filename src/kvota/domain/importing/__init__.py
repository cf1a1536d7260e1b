"""Reading a company's own files: which column is what, what each cell says, what is refused and why."""
