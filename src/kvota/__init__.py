"""kvota plans and controls sales: from the goal to each rep's day, and back."""

__version__ = "0.3.0"
