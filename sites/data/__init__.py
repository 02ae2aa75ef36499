"""Lists shipped with the product."""
