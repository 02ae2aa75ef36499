"""Lists the product ships with."""
