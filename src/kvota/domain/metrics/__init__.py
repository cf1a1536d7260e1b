"""What a company measures itself by: each figure said once, by choices alone."""
