"""What the server runs."""

import gc

from app import create_app

application = create_app()
# What was built once lives as long as the process: the collector need not look at it again, nor after every seven
# hundred objects, which a page makes many times over. A tenth of a page's processor time (benchmarks/).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
