"""The closing site of the demonstration, steered: two plans of relocation to compare, a request to lend longer."""

from datetime import timedelta
from typing import TYPE_CHECKING

from app.db import db
from app.demo.proposals import reader_for
from occupancy.queries.relocations import scenario
from occupancy.rules.scenarios import Assumptions, Openings
from occupancy.services.extensions import draft_request, send_request
from occupancy.services.relocations import keep_plan
from sites.models.sites import Site

if TYPE_CHECKING:
    from app.demo.story import Story

CLOSING, LENT_LONGER = "Aubépines", "Passerelle"


def steer_closings(story: "Story") -> None:
    """Keep two plans for the site that closes, and ask for another to be lent longer."""
    _plans(story)
    _extension(story)


def _plans(story: "Story") -> None:
    planner = reader_for(story.users["allocation"])
    loaded = story.sites[CLOSING]
    site, last_day = db.session.get_one(Site, loaded.site.id), loaded.agreement.last_day
    more = Openings(
        count=3,
        persons=4,
        bedrooms=2,
        step_free=False,
        animals=True,
        postal_code="1080",
        first_day=story.today + timedelta(days=30),
        last_day=last_day + timedelta(days=540),
    )
    plans = {"Avec les logements connus": None, "Avec trois logements de plus à Molenbeek": more}
    for name, openings in plans.items():
        assumed = Assumptions(last_day=last_day, moves_from=story.today, openings=openings)
        lines = scenario(site, assumed, planner).lines
        keep_plan(name=name, site=site, assumed=assumed, lines=lines, actor=planner)


def _extension(story: "Story") -> None:
    coordinator, agreement = reader_for(story.users["coordination"]), story.sites[LENT_LONGER].agreement
    asked = draft_request(
        agreement,
        asked_last_day=agreement.last_day + timedelta(days=365),
        reason="Le permis d’urbanisme est attendu l’an prochain : le chantier commencera plus tard que prévu.",
        actor=coordinator,
    )
    sent_on = story.today - timedelta(days=35)
    due_on = sent_on + timedelta(days=30)
    send_request(asked, version=asked.version, sent_on=sent_on, answer_due_on=due_on, actor=coordinator)
