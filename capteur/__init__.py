"""Private dwellings won from owners, for requests of partners: programmes side by side, never mixed."""
