"""What the metrics run on."""
