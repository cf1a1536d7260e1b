"""The rules of a house as one text that people and programs read."""
