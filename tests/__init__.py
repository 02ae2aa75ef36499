"""Everything that is imported stays: to look for garbage in it takes a second of each process that runs tests."""

import gc

gc.set_threshold(50_000, 20, 20)
