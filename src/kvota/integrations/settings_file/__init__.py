"""The settings of a company as YAML, out and in."""
