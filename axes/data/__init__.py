"""Lists the product carries: living situations, and the programme it ships with."""
