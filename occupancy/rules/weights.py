"""How much each reason weighs in the order of candidates for a unit. Points; the highest total comes first.

The allocation team discusses these: they are few, in one place, and every score shown names them.
"""

# Size: persons against the unit's places.
SIZE_JUST = 30  # one place to spare, or none in a unit for one
SIZE_TIGHT = 15  # every place taken
SIZE_ROOMY_LOSS = 8  # lost per place beyond the first spare one

# Waiting: a point per three days, up to half a year.
DAYS_PER_POINT = 3
WAITING_CAP = 60

URGENCY_HIGH = 20
URGENCY_IMMEDIATE = 40

# Time left on the unit against the length the axis aims at.
TIME_ENOUGH = 20
TIME_SHORT = -20

COMMUNE_WISHED = 10

# A step-free unit goes first to those who need it.
STEP_FREE_NEEDED = 15
STEP_FREE_UNUSED = -10

# A team with room to spare: up to this many points, in proportion.
TEAM_ROOM = 10

# Shorter than this a stay is no springboard: the unit is kept for transfers (days).
SHORTEST_STAY = 14
