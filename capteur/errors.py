"""Refusals of the capteur programmes: each names what stands in the way."""
