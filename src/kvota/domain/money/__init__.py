"""Money: whole minor units of a currency, one rounding, and shares that add up to the whole."""
