"""Demonstration data: real sites and partners, invented people."""
