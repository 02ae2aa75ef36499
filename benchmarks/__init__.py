"""What the main pages cost: `make bench`. Results and how to read them are in `README.md`."""
