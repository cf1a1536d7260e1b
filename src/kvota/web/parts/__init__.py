"""Drawings and small pieces of pages: numbers and ready words in, SVG or HTML out, no database."""
