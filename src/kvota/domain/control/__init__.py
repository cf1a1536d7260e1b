"""Where a plan stands on a day: pace, the results of the day, the limits of a process."""
