"""Housing operators, sites and units."""
