"""A small capteur programme before its first day of work, served with a clock that the test sets.

The server runs beside the test, in its process: both read the same clock.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import time_machine
from flask import Flask
from playwright.sync_api import BrowserContext
from werkzeug.serving import WSGIRequestHandler, make_server

from app.auth.vocab import OrganisationKind, Role
from app.clock import BRUSSELS, today
from app.jobs import JOBS, run_jobs
from tests.factories import Make
from tests.journeys.people import Desk
from tests.support.client import StrictClient

LOW, MEDIAN, HIGH = 600, 660, 720  # rents of one bedroom in "Nord", in euros


def at(day: date) -> Any:
    """Within, it is nine in the morning of that day in Brussels."""
    return time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=BRUSSELS), tick=True)


@dataclass
class House:
    """The programme, those who work for it, and a desk for each of them."""

    app: Flask
    url: str
    open_context: Callable[..., BrowserContext]
    programme: Any
    people: dict[str, Any]
    household: Any
    desks: dict[str, Desk] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)  # where something was made

    def desk(self, login: str, page: str | None = None) -> Desk:
        """The desk of somebody, signed in today, on that page or the first one of the programme."""
        if login not in self.desks:
            self.desks[login] = Desk(self.open_context(base_url=self.url).new_page())
        desk = self.desks[login]
        if self.days.get(login) != today():
            self._arrive(login, desk)
        desk.page.goto(page or f"/capteur/{self.programme.public_id}")
        return desk

    def _arrive(self, login: str, desk: Desk) -> None:
        """A session lasts minutes and days go by: be signed in anew, without the door."""
        self.days[login] = today()
        client = StrictClient(self.app)
        client.arrive(self.people[login])
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = client.http.get_cookie(name)
        assert cookie is not None
        desk.page.context.add_cookies([{"name": name, "value": cookie.value, "url": self.url}])

    def night(self) -> dict[str, int]:
        """What the jobs of the night did: how many things each."""
        with self.app.app_context():
            runs = {one.name: (one.done, one.error) for one in run_jobs(JOBS)}
        assert not [error for _, error in runs.values() if error]
        return {name: done for name, (done, _) in runs.items()}


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Nothing on the screen of who runs the tests."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def build(app: Flask, make: Make, url: str, open_context: Callable[..., BrowserContext]) -> House:
    """Prices, a goal of four dwellings for the year, days worked; two services without a convention yet."""
    programme = make.capteur_programme(name="Capteur Namur")
    capteur = {"organisation_id": programme.seat.organisation_id}
    services = {name: make.organisation(name=name, kind=OrganisationKind.REFERRER) for name in ("Le Pont", "Le Toit")}
    people = {
        "coordination": make.user(Role.COORDINATION, name="Chloé Coordination"),
        "prospector": make.user(Role.CAPTEUR, name="Paul Prospecteur", **capteur),
        "mediator": make.user(Role.MEDIATOR, name="Maya Médiatrice", **capteur),
        "sender": make.user(Role.PARTNER, name="Sam Envoyeur", organisation=services["Le Pont"]),
        "support": make.user(Role.PARTNER, name="Ada Accompagne", organisation=services["Le Toit"]),
        "colleague": make.user(Role.PARTNER, name="Cora Collègue", organisation=services["Le Toit"]),
    }
    make.capteur_seat(programme, people["coordination"])
    make.price_table(programme, people["prospector"], {("Nord", "one_bedroom"): (LOW, MEDIAN, HIGH)})
    make.capture_goal(programme, date(2026, 1, 1), date(2026, 12, 31), 4)
    make.worked_month(programme, date(2026, 2, 1), 30)
    make.worked_month(programme, date(2026, 3, 1), 12)
    household = make.household(adults=2, organisation_id=people["sender"].organisation_id)
    return House(app, url, open_context, programme, people, household)
