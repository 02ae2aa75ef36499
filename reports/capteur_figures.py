"""The figures of a capteur programme: what each counts, among what, and what is told apart (features §3.10)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reports.queries import capteur_follow as follow
from reports.queries import capteur_homes as homes
from reports.queries import capteur_rows as rows
from reports.queries.capteur_asked import Asked, Rows

# Programmes of the past, told from figures that were published: their pages say by whom (`app.demo.reconstructed`).
RECONSTRUCTED = ("charleroi-2012", "namur-publie", "la-louviere-2015")
COUNTED, AMONG = "counted", "among"  # the rows of a figure, and those that it is told of
Part = Callable[[Asked], Rows]


class Subject(StrEnum):
    """What rows are."""

    DWELLING = "dwelling"
    OWNER = "owner"
    LETTING = "letting"
    PERSON = "person"
    REQUEST = "request"
    PARTNER = "partner"
    MONTH = "month"
    ALERT = "alert"
    VISIT = "visit"
    ACT = "act"


PEOPLE = (Subject.LETTING, Subject.PERSON, Subject.REQUEST, Subject.ALERT, Subject.VISIT)


class Shape(StrEnum):
    """How a figure is told."""

    SHARE = "share"
    RATIO = "ratio"
    COUNT = "count"
    DAYS = "days"


@dataclass(frozen=True)
class CapteurFigure:
    """`counted` over `among`, or a count of its own; `apart` are rows that are in neither. `of_period`: asked of some
    days, what came before is left out. `of` says of what parts are rows where it is not `subject`."""

    code: str
    subject: Subject
    shape: Shape
    counted: Part
    among: Part | None = None
    apart: Mapping[str, Part] = field(default_factory=dict)
    of: Mapping[str, Subject] = field(default_factory=dict)
    of_period: bool = False

    @property
    def parts(self) -> dict[str, Part]:
        """Every list that a number opens, by its code."""
        among = {AMONG: self.among} if self.among else {}
        return {COUNTED: self.counted, **among, **self.apart}

    def subject_of(self, part: str) -> Subject:
        return self.of.get(part, self.subject)

    @property
    def is_of_people(self) -> bool:
        return self.subject in PEOPLE


S, H = Subject, Shape
LEFT_OUT = {"too_young": homes.too_young, "deaths": homes.deaths}
FIGURES = (
    CapteurFigure("dwellings_captured", S.DWELLING, H.COUNT, rows.won),
    CapteurFigure("persons_housed", S.PERSON, H.COUNT, homes.persons_housed),
    CapteurFigure("partners_signed", S.PARTNER, H.COUNT, rows.partners),
    CapteurFigure("visit_to_capture", S.DWELLING, H.SHARE, rows.visited_and_won, rows.first_visited, of_period=True),
    CapteurFigure("target_attainment", S.DWELLING, H.SHARE, rows.won_for_goal),
    CapteurFigure(
        "capture_pace",
        S.DWELLING,
        H.DAYS,
        rows.won_in_noted_months,
        apart={"months": rows.worked_months, "other_months": rows.won_in_other_months},
        of={"months": S.MONTH},
        of_period=True,
    ),
    CapteurFigure("capture_to_let", S.DWELLING, H.SHARE, rows.won_and_let, rows.won),
    CapteurFigure("failure_rate", S.DWELLING, H.SHARE, rows.let_and_failed, rows.let),
    CapteurFigure(
        "persons_per_dwelling",
        S.PERSON,
        H.RATIO,
        homes.persons_housed,
        homes.dwellings_lived_in,
        of={AMONG: S.DWELLING},
    ),
    CapteurFigure("housing_first_share", S.DWELLING, H.SHARE, rows.won_for_housing_first, rows.won),
    CapteurFigure(
        "housing_retention",
        S.LETTING,
        H.SHARE,
        homes.kept,
        homes.begun_and_not_left,
        apart={"voluntary": homes.left_by_choice, **LEFT_OUT},
        of_period=True,
    ),
    CapteurFigure("raw_retention", S.LETTING, H.SHARE, homes.kept, homes.begun, apart=LEFT_OUT, of_period=True),
    CapteurFigure("share_very_problematic", S.LETTING, H.SHARE, homes.very_problematic, homes.lettings, of_period=True),
    CapteurFigure("response_in_time", S.ALERT, H.SHARE, follow.alerts_in_time, follow.alerts_due, of_period=True),
    CapteurFigure("visit_compliance", S.VISIT, H.SHARE, follow.visits_held, follow.visits_due, of_period=True),
    CapteurFigure("owner_loyalty", S.OWNER, H.SHARE, rows.loyal_owners, rows.active_owners),
    CapteurFigure("mediation_share", S.ACT, H.SHARE, follow.acts_of_mediation, follow.acts, of_period=True),
    CapteurFigure(
        "time_to_house",
        S.REQUEST,
        H.DAYS,
        homes.requests_housed,
        apart={"waiting": homes.requests_waiting, "given_up": homes.requests_given_up},
        of_period=True,
    ),
)
BY_CODE = {figure.code: figure for figure in FIGURES}
