"""Whoever is erased is nowhere any more, in no column of any table; what was counted of them is counted still."""

import json
import re

import pytest
import sqlalchemy as sa
from lxml import html

from app.audit.actor import system
from app.audit.journal import record
from app.audit.verify import verify
from app.clock import now, today
from app.crypto import SealedBytesRequired, SealedDate, sealed_attributes, unseal_column
from app.db import Base, db, transaction
from app.packages import ERASING
from axes.erasing import BLANK, every_emptied
from axes.models.people import Household, HouseholdMember, PersonWord
from axes.queries.keeping import goes_on
from axes.services.erasures import replay_erasure
from axes.vocab_erasures import ErasureReason
from tests.every.canaries import _unguarded, fields
from tests.every.kept import KEPT
from tests.support.walk import rule_of

LACKING = ["concertation_decision"]  # the demonstration decided nothing about an alert
MARK = "Wqzéphyrin"
WORDS = (sa.String, sa.Text, sa.LargeBinary)
MOVING = {"today", "notifications", "calendar"}  # what there is to do, not what was counted


def said_of(one):
    """The columns of a table that an erasure empties."""
    return set(one.table.c.keys()) if one.gone else set(one.values())


def test_each_column_that_may_hold_words_is_emptied_or_says_why_it_is_kept():
    emptied = {f"{one.table.name}.{name}" for package in ERASING for one in package.emptied for name in said_of(one)}
    words = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, WORDS) and not isinstance(column.type, sa.Enum) and column.name != "public_id"
    }
    assert (words - emptied - set(KEPT), set(KEPT) - words, set(KEPT) & emptied) == (set(), set(), set())
    assert all(len(reason) > 10 for reason in KEPT.values())


@pytest.fixture(scope="module")
def erased(demo, clients, walks):
    """Households of the demonstration that have a row in each table that is emptied, marked, then erased: first those
    with whom nothing goes on, and what the reports said before and after; then the others, as a restore would."""
    with demo.app_context(), transaction("write"):
        over, others = _chosen()
        _mark(over + others)
        elsewhere = _marks("Zyx")
        db.session.remove()
    before = told(demo, clients, walks)
    _erase(demo, over)
    after = told(demo, clients, walks)
    _erase(demo, others)
    return over + others, elsewhere, before, after


def _erase(app, chosen):
    with app.app_context(), transaction("write"):
        for key in chosen:
            household = db.session.scalars(sa.select(Household).where(Household.id == key)).one()
            facts = {"reason": ErasureReason.MISTAKE, "asked_on": None, "done_at": now(), "actor": system("tests")}
            replay_erasure(household=household, **facts)
            db.session.commit()
        db.session.remove()


def _chosen():
    """Households that have a row in each table together: with whom nothing goes on, then the others."""
    every = db.session.scalars(sa.select(Household.id).order_by(Household.id)).all()
    quiet = set(db.session.scalars(sa.select(Household.id).where(~goes_on(today()))))
    have = {
        one.table.name: {home for home in every if db.session.scalar(sa.select(sa.exists().where(one.of(home))))}
        for one in every_emptied()
    }
    assert [name for name, homes in have.items() if not homes] == LACKING
    over, left = _covering(have, set(have) - set(LACKING), sorted(quiet))
    others, left = _covering(have, left, every)
    assert (bool(over), left) == (True, set())
    return over, others


def _covering(have, left, homes):
    """The fewest of these homes that have a row in the tables left, and the tables that none has."""
    chosen = []
    while left:
        best = max(homes, key=lambda home: sum(home in have[name] for name in left))
        gained = {name for name in left if best in have[name]}
        if not gained:
            break
        chosen.append(best)
        left -= gained
    return chosen, left


def _mark(chosen):
    """A word found nowhere else in all that is said of these households."""
    with _unguarded():
        for one in every_emptied():
            sealed = sealed_attributes(one.model)
            keys = sa.or_(*(one.of(home) for home in chosen))
            for row in db.session.scalars(sa.select(one.model).where(keys)).all():
                for name, attribute in sealed.items():
                    if not isinstance(attribute, SealedDate) and getattr(row, f"{name}_sealed") is not None:
                        setattr(row, name, MARK.encode() if isinstance(attribute, SealedBytesRequired) else MARK)
                for name in (name for name, value in one.also.items() if value is BLANK and getattr(row, name)):
                    setattr(row, name, MARK)
        record("test.marked", None, actor=system("tests"))
        db.session.flush()
    db.session.commit()


def _marks(word):
    """How many sealed values hold the word, by field, and plain columns of all tables."""
    found = {}
    for name, (model, attribute, kind) in fields().items():
        column = model.__table__.c[f"{attribute}_sealed"]
        rows = db.session.execute(sa.select(model.public_id, column).where(column.is_not(None))).all()
        values = [str(unseal_column(model, kind, *row)) for row in rows if row[1]]
        found[name] = sum(word in value for value in values)
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if (
                isinstance(column.type, sa.String)
                and not isinstance(column.type, sa.Enum)
                and "_sealed" not in column.name
                and column.name != "public_id"  # made of chance, which spells any short word one day
            ):
                count = sa.select(sa.func.count()).select_from(table).where(column.contains(word))
                found[f"{table.name}.{column.name}"] = db.session.scalar(count)
    return {name: number for name, number in found.items() if number}


def told(app, clients, walks):
    """What the reports say to coordination and to whoever funds, without what changes by itself, and where it leads."""
    found = {}
    for login in ("coordination", "financeur"):
        for url in walks[next(one for one in walks if one.startswith(login))]:
            rule = rule_of(app, url)
            view = app.view_functions[rule.endpoint] if rule else None
            if url.split("?")[0].endswith(".xlsx"):  # it bears the hour
                continue
            if view and view.__module__.startswith("reports.routes.") and rule.endpoint.split(".")[0] not in MOVING:
                answer = clients[next(one for one in clients if one.startswith(login))].get(url)
                found[login, url] = words_of(answer)
    return found


def words_of(answer):
    if answer.mimetype != "text/html":
        return answer.data
    main = html.fromstring(answer.text).xpath("//main")[0]
    return re.sub(r"\s+", " ", " ".join(main.itertext()))


def test_nothing_that_was_said_of_them_is_left_in_any_column(demo, erased):
    chosen, elsewhere, *_ = erased
    with demo.app_context(), transaction("read"):
        assert _marks(MARK) == {}
        assert _marks("Zyx") == elsewhere
        gone = sa.select(HouseholdMember.person_id).where(HouseholdMember.household_id.in_(chosen))
        kept = sa.select(HouseholdMember.person_id).where(HouseholdMember.household_id.not_in(chosen))
        words = sa.select(sa.func.count()).select_from(PersonWord).where(PersonWord.person_id.in_(gone))
        assert db.session.scalar(words.where(PersonWord.person_id.not_in(kept))) == 0


def test_every_figure_is_what_it_was(erased):
    *_, before, after = erased
    assert len(before) > 10
    assert {url: text for url, text in after.items() if text != before[url]} == {}


def test_the_journal_holds_and_says_it(demo, erased):
    with demo.app_context(), transaction("read"):
        assert verify() == []
        entry = Base.metadata.tables["journal_entry"]
        facts = db.session.scalars(sa.select(entry.c.facts).where(entry.c.event == "household.erased")).all()
    assert len(facts) == len(erased[0])
    assert all(set(json.loads(one)) == {"erasure", "rows"} for one in facts)


def test_no_page_breaks_and_their_files_are_not_there(demo, clients, walks, erased, on_sqlite):
    with demo.app_context(), transaction("read"):
        names = db.session.scalars(sa.select(Household.public_id).where(Household.id.in_(erased[0]))).all()
    for login, url in _asked_again(demo, walks, each=on_sqlite):
        answer = clients[login].get(url, status={200, 303, 404})
        assert MARK not in answer.text if answer.mimetype == "text/html" else True
    for login in walks:
        for name in names:
            clients[login].get(f"/households/{name}", status=404)


def _asked_again(app, walks, each):
    """Each page of each account, or one of each kind: on PostgreSQL, where each was shown on the walk."""
    kinds = set()
    for login, pages in walks.items():
        for url in pages:
            rule = rule_of(app, url)
            kind = rule and rule.endpoint
            if each or kind not in kinds:
                yield login, url
            kinds.add(kind)
