"""The one place for days, nights, months and periods (DESIGN §3.2 and §3.3).

Two kinds of period, never mixed: `PaperPeriod` (both ends included) and `LivedPeriod` (end excluded). Passing
from one to the other is said aloud: `paper.as_lived()`, `lived.as_paper()`. `sql` says the same to the
database, `months` measures and cuts in calendar months, `holidays` knows the Belgian working days; all is
re-exported here.
"""

from app.periods.holidays import add_working_days, is_working_day, legal_holidays
from app.periods.lived import LivedPeriod, nights_between, nights_within
from app.periods.months import add_months, half_months, month_of, months_of, months_range, to_half_months
from app.periods.paper import PaperPeriod
from app.periods.sql import days_between, lived_contains, lived_overlaps, paper_contains, paper_overlaps

__all__ = [
    "LivedPeriod",
    "PaperPeriod",
    "add_months",
    "add_working_days",
    "days_between",
    "half_months",
    "is_working_day",
    "legal_holidays",
    "lived_contains",
    "lived_overlaps",
    "month_of",
    "months_of",
    "months_range",
    "nights_between",
    "nights_within",
    "paper_contains",
    "paper_overlaps",
    "to_half_months",
]
