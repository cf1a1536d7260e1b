"""The rules of planning and selling: numbers in, numbers out, nothing read and nothing kept."""
