"""Template tags and filters of kvota's pages."""
