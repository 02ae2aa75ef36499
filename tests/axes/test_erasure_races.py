"""Two people at the same second over one erasure: one wins, the other is told, no word outlives it (decision 0016)."""

import threading

import pytest
import sqlalchemy as sa
from lxml import html

from accompaniment.models.follow_ups import FollowUp
from accompaniment.models.notes import NoteText
from app.audit.verify import verify
from app.auth.vocab import Role
from app.db import db, transaction
from axes.models.erasures import Erasure
from tests.axes.test_erasures import ask, asked, day, file, kept
from tests.occupancy.test_stays import rows
from tests.support.client import form_values
from tests.support.race import at_once

__all__ = ["file"]
ROUNDS = 3


@pytest.mark.parametrize("other", ["confirm", "withdraw"])
def test_of_two_who_answer_at_once_one_is_told(app, make, file, sign_in, other):
    """The one who asked may withdraw; a third one confirms as the second does."""
    first, second = sign_in(file.one), sign_in(file.two)
    third = sign_in(make.user(Role.FIELD_WORKER, organisation_id=file.organisation_id))
    rival = first if other == "withdraw" else third
    for turn in range(ROUNDS):
        ask(first, file, asked_on=str(day(-2 - turn)))
        url = f"/erasures/{asked(app).public_id}"
        sent = [(second, f"{url}/confirm"), (rival, f"{url}/{other}")]
        answers = at_once(*[poster(client, address) for client, address in sent])
        assert sorted(one.status_code for one in answers) == [303, 409], [one.text[-600:] for one in answers]
        one = rows(app, Erasure)[-1]
        assert (one.done_at is None) != (one.withdrawn_at is None)
        assert (kept(app, file)[0] == "") == (one.done_at is not None)
        if one.done_at is not None:
            break
    with app.app_context(), transaction("read"):
        assert verify() == []


def poster(client, url, **typed):
    data = client.machinery() | typed
    return lambda: client.http.post(url, data=data)


@pytest.mark.parametrize("act", ["edit", "add"])
def test_what_is_saved_while_a_file_is_erased_is_refused_and_stays_nowhere(app, make, file, sign_in, act):
    """The row edited held no word until then: the erasure has nothing to take from it, and holds it all the same."""
    make.stay_exit(file.stay, left_on=day(-60), code="STREET")
    found = make.follow_up(file.stay, file.one)
    first, second = sign_in(file.one), sign_in(file.two)
    ask(first, file)
    url = f"/follow-ups/{found.public_id}/edit" if act == "edit" else f"{file.url}/notes/new"
    page = html.fromstring(first.get(url).text)
    typed = form_values(page.xpath("//main//form[translate(@method,'POST','post')='post']")[0])
    typed |= {"note": "Zyx-trop-tard"} if act == "edit" else {"text": "Zyx-trop-tard", "kind": "confidential"}
    answers = []
    saver = threading.Thread(target=lambda: answers.append(first.http.post(url, data=typed)))
    with app.app_context():
        engine = db.engine

    def meanwhile(_connection, _cursor, statement, *_rest):
        if statement.startswith("INSERT INTO erasure_count") and saver.ident is None:
            saver.start()
            saver.join(timeout=1)

    sa.event.listen(engine, "before_cursor_execute", meanwhile)
    try:
        second.post(f"/erasures/{asked(app).public_id}/confirm")
    finally:
        sa.event.remove(engine, "before_cursor_execute", meanwhile)
    saver.join(timeout=30)
    assert answers[0].status_code in {404, 409, 422}, answers[0].text[-900:]
    assert {one.note for one in rows(app, FollowUp)} | {one.text for one in rows(app, NoteText)} <= {None, ""}
