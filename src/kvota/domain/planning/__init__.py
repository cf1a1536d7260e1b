"""From a goal down to units, months, days and people, and back up to the goal."""
