"""What kvota costs, beside the hand-written limit of the same run. A benchmark informs; it never judges."""
