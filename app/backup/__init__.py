"""`tremplin backup` and `tremplin restore`: the whole database in one sealed file, and back (R-15)."""
