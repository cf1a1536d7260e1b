"""Every number of kvota, defined once: a file of SQL and a small typed function each."""
