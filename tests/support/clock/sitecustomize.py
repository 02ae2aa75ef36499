"""First on the path of every Python that a run of the tests starts, where that run put its clock back."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(seconds=-float(os.environ["TESTS_PUT_BACK"])), tick=True).start()
