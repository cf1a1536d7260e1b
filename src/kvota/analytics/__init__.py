"""Every number of kvota, computed from a columnar copy of what is stored."""
