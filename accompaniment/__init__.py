"""Support of people, whatever the roof."""
