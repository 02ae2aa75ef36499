"""Search from anywhere. By POST: the words of a search never reach an address or a title (S-73)."""

from flask import request

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.slowing import slowed_search
from app.auth.vocab import Action
from app.web.fragments import page
from axes.queries.households import find_households
from axes.queries.persons import find_persons
from axes.routes.people import search_pages as bp
from axes.services.searches import note_search

LONGEST = 100


@bp.get("/search")
@requires(GET=Action.HOUSEHOLD_VIEW)
def ask():
    return page("axes/search/show.html", q="", persons=(), households=(), asked=False)


@bp.post("/search")
@requires(POST=Action.HOUSEHOLD_VIEW)
def find():
    slowed = slowed_search(reader())
    if slowed is not None:
        return slowed
    q = request.form.get("q", "").strip()[:LONGEST]
    persons, households = find_persons(q, reader()), find_households(q, reader())
    note_search(found=len(persons) + len(households), actor=reader())
    return page("axes/search/show.html", q=q, persons=persons, households=households, asked=bool(q))
