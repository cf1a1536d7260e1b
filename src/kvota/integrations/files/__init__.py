"""Tables in files: recognised by their content, read row by row, and written so that nobody is harmed."""
