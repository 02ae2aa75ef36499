"""What counts when an account goes faster than a person works: names of entries of the journal, within an hour."""

from datetime import timedelta

WINDOW = timedelta(hours=1)
VIEWED = ".viewed"  # an entry for each file shown, its subject the file
SEARCHED = "search.made"
SLOWED = "pace.slowed"
