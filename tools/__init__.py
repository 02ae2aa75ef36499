"""What `make` calls: set-up, checks and maintenance. The set-up needs the standard library only."""
