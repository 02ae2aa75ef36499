"""The ribbon in words: what `components/timeline.html` draws, from the facts of `occupancy.queries.timeline`."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from flask import url_for
from flask_babel import format_date

from app.clock import local, today
from app.i18n.formats import day as shown
from app.i18n.formats import instant
from app.i18n.labels import label
from app.i18n.translate import gettext, ngettext
from occupancy.queries.timeline import END, OPEN, UNAVAILABLE, timeline_proposals, timeline_stays, unit_spans
from occupancy.rules.timeline import ONE_DAY, closed_between
from sites.vocab import UnitUse


@dataclass
class Chart:
    """Months, rows and lines as the component takes them."""

    months: list
    rows: list
    lines: list


@dataclass
class Facts:
    """All that is known of one unit in the window."""

    spans: dict = field(default_factory=lambda: defaultdict(list))
    stays: list = field(default_factory=list)
    proposals: list = field(default_factory=list)


def chart_of(units, window, reader, *, with_site):
    """The ribbon of these units. `with_site` names the site under each code."""
    facts, ids = defaultdict(Facts), [unit.id for unit in units]
    for span in unit_spans(reader, ids, window):
        facts[span.unit_id].spans[span.kind].append(span)
    for stay in timeline_stays(reader, ids, window):
        facts[stay.unit_id].stays.append(stay)
    for proposal in timeline_proposals(reader, ids, window):
        facts[proposal.unit_id].proposals.append(proposal)
    rows = [_row(unit, facts[unit.id], window, reader, with_site) for unit in units]
    lines = [(window.x(today()), "today")] if window.holds(today()) else []
    return Chart(_months(window), rows, lines)


def _months(window):
    """Names of months; the first and each January say their year."""
    found = []
    for index, month in enumerate(window.columns()):
        with_year = index == 0 or month.first_day.month == 1
        name = format_date(month.first_day, "MMM ’yy" if with_year else "MMM")
        found.append((name if window.shows_label(index) else "", window.x(month.first_day)))
    return found


def _row(unit, facts, window, reader, with_site):
    bars = [
        *_openings(facts, window, shows_open=not reader.may("stay_view")),
        *_outages(unit, facts, window),
        *_unavailable(facts, window),
        *(_stay_bar(one, window) for one in facts.stays),
        *(_proposal_bar(one, window) for one in facts.proposals),
    ]
    drawn = sorted((bar for bar in bars if bar), key=lambda bar: bar[0])
    url = url_for("units.show", public_id=unit.public_id)
    return unit.code, unit.site_name if with_site else _size(unit), url, drawn, _ends(facts, window)


def _size(unit):
    if unit.use is not UnitUse.DWELLING:
        return label(unit.use)
    return ngettext("timeline.size", "timeline.size", unit.max_persons)


def _bar(window, start_on, end_on, kind, text, title, url=None):
    place = window.place(start_on, end_on)
    return place and (*place, kind, text, title, url)


def _openings(facts, window, *, shows_open):
    openings = [(one.first_day, one.last_day) for one in facts.spans[OPEN]]
    for start_on, end_on in closed_between(window, openings):
        text = gettext("timeline.not_yet" if any(first >= end_on for first, _ in openings) else "timeline.not_open")
        title = _title(text, start_on, end_on - ONE_DAY)
        yield _bar(window, start_on, end_on, "closed", text, title)
    if shows_open:
        for first_day, last_day in openings:
            text = gettext("timeline.open")
            yield _bar(window, first_day, last_day + ONE_DAY, "open", text, _title(text, first_day, last_day))


def _title(text, first_day, last_day):
    if last_day is None:
        return gettext("timeline.since", what=text, first=shown(first_day))
    return gettext("timeline.period", what=text, first=shown(first_day), last=shown(last_day))


def _outages(unit, facts, window):
    url = url_for("units.show", public_id=unit.public_id)
    for kind in ("works", "damage"):
        for one in facts.spans[kind]:
            end_on = one.last_day + ONE_DAY if one.last_day else None
            text = gettext(f"timeline.{kind}")
            title = _title(text, one.first_day, one.last_day)
            yield _bar(window, one.first_day, end_on, kind, text, title, url)


def _unavailable(facts, window):
    """From today to the end of each opening: the days are the unit's, never those of a stay."""
    for one in facts.spans[UNAVAILABLE]:
        for opening in facts.spans[OPEN]:
            start_on, text = max(one.first_day, opening.first_day), gettext("timeline.unavailable")
            if start_on <= opening.last_day:
                yield _bar(window, start_on, opening.last_day + ONE_DAY, "unavailable", text, text)


def _stay_bar(stay, window):
    """A stay, or the part of it spent on one axis."""
    overdue = stay.end_on is None and stay.planned_end_on <= today()
    until = stay.end_on or (today() + timedelta(days=1) if overdue else stay.planned_end_on)
    start_on = max(stay.start_on, stay.axis_from or stay.start_on)
    end_on = min(until, stay.axis_until or until)
    kind = f"axis-{(stay.axis_number - 1) % 6 + 1}" if stay.axis_number else "occupied"
    title = _stay_title(stay, start_on, end_on, overdue)
    url = url_for("stays.show", public_id=stay.public_id)
    return _bar(window, start_on, end_on, kind, stay.reference, title, url)


def _stay_title(stay, start_on, end_on, overdue):
    who = stay.reference
    if stay.axis_number:
        who = gettext("timeline.on_axis", who=who, number=stay.axis_number)
    if overdue:
        return gettext("timeline.overdue", who=who, first=shown(start_on), planned=shown(stay.planned_end_on))
    key = "timeline.stay" if stay.end_on or stay.axis_until == end_on else "timeline.stay_planned"
    return gettext(key, who=who, first=shown(start_on), last=shown(end_on))


def _proposal_bar(one, window):
    text = one.reference
    if one.expires_at is None:
        title = gettext("timeline.entry_planned", who=text, first=shown(one.start_on))
    else:
        title = gettext("timeline.proposal", who=text, first=shown(one.start_on), until=instant(local(one.expires_at)))
    url = url_for("allocation.show", public_id=one.public_id)
    return _bar(window, one.start_on, one.end_on, "proposed", text, title, url)


def _ends(facts, window):
    """The ends of agreements in the window, each at the end of its last day."""
    days = sorted({one.last_day for one in facts.spans[END]} - {None})
    found = [day for day in days if window.holds(day)]
    return [(window.x(day + ONE_DAY), "end", gettext("timeline.ends_on", day=shown(day))) for day in found]
