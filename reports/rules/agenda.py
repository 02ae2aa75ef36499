"""An agenda as a file that every calendar program reads (RFC 5545); escaping, folding and zones are the library's."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from app.clock import local

ASKED_AGAIN = timedelta(hours=6)
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """A date in words: `name` stays the same as long as it is about the same thing; a day, or an instant."""

    name: str
    summary: str
    when: date | datetime


def name_of(*parts: str) -> str:
    """A name that cannot be led back to what it is made of, so that an agenda holds no address of ours."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def written(lines: Iterable[Line], *, title: str, url: str, host: str, at: datetime) -> bytes:
    """The whole file. Days are days; an instant is the end of an hour, said in the time of Brussels."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tremplin//Tremplin//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for line in lines:
        calendar.add_component(_event(line, url, host, at))
    calendar.add_missing_timezones(first_date=date(at.year - 1, 1, 1), last_date=date(at.year + 4, 1, 1))
    content: bytes = calendar.to_ical()
    return content


def _event(line: Line, url: str, host: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{line.name}@{host}")
    event.add("dtstamp", at)
    event.add("summary", line.summary)
    if isinstance(line.when, datetime):
        event.add("dtstart", local(line.when - AN_HOUR))
        event.add("dtend", local(line.when))
    else:
        event.add("dtstart", line.when)
        event.add("dtend", line.when + A_DAY)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("url", url)
    return event
