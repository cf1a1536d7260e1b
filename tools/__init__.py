"""What makes, checks and measures the house: used by the Makefile, never by kvota itself."""
