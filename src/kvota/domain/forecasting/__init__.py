"""What is likely to come: the chance of each open deal, and the range of their sum with new work."""
