"""The figures, by the names under which they are published: what each counts, and of what it is a share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reports.queries import rows
from reports.queries.rows import Rows


class Subject(StrEnum):
    """What the rows of a figure are."""

    PERSON = "person"
    UNIT = "unit"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Figure:
    """The number of its rows or, with `among`, their share of those rows. Its words are in the catalogues."""

    code: str
    subject: Subject
    rows: Callable[[date, int | None], Rows]
    among: Callable[[date, int | None], Rows] | None = None

    @property
    def counts_people(self) -> bool:
        """Whether it is a number of people, and no share of them."""
        return self.subject is Subject.PERSON and self.among is None


FIGURES: tuple[Figure, ...] = (
    Figure("persons_housed", Subject.PERSON, rows.persons_housed),
    Figure("persons_accompanied", Subject.PERSON, rows.persons_accompanied),
    Figure("persons_present", Subject.PERSON, rows.persons_present),
    Figure("dwellings_since_start", Subject.UNIT, rows.dwellings_since_start),
    Figure("housing_partners", Subject.ORGANISATION, rows.housing_partners),
    Figure("persons_left", Subject.PERSON, rows.persons_left),
    Figure("persons_to_durable_housing", Subject.PERSON, rows.persons_to_durable_housing),
    Figure("persons_to_housing_first", Subject.PERSON, rows.persons_to_housing_first),
    Figure("share_to_durable_housing", Subject.PERSON, rows.persons_to_durable_housing, rows.persons_housed),
    Figure("persons_papers_in_order", Subject.PERSON, rows.persons_papers_in_order),
    Figure(
        "share_papers_in_order",
        Subject.PERSON,
        rows.persons_papers_in_order,
        rows.persons_with_papers_objective,
    ),
)
BY_CODE = {figure.code: figure for figure in FIGURES}
