"""Where people and dwellings meet: agreements, allocations, stays, closures, exits."""
