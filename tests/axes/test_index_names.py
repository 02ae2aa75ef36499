"""`tremplin index names`: persons indexed before the search changed are found again."""

import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.db import db, transaction
from axes.models.people import PersonWord
from tests.support.commands import tremplin


def entries(app):
    with app.app_context(), transaction("read"):
        found = sa.select(JournalEntry.facts).where(JournalEntry.event == "person.names_indexed")
        return list(db.session.scalars(found.order_by(JournalEntry.id)))


def test_names_are_indexed_again_in_batches_and_a_second_time_changes_nothing(app, make, sign_in):
    household = make.household(adults=0)
    persons = [make.person(name=f"Aïcha O’Brien {number}") for number in range(5)]
    for person in persons:
        make.member(household, person=person)
    client = sign_in(make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id))

    def is_found():
        return household.reference in client.post("/search", {"q": "obrien"}, status=200).text

    assert is_found()
    with app.app_context(), transaction("write"), db.engine.begin() as connection:  # as before the search changed
        gone = [person.id for person in persons[:3]]
        connection.execute(sa.delete(PersonWord).where(PersonWord.person_id.in_(gone)))
        connection.execute(
            sa.update(PersonWord)
            .where(PersonWord.person_id == persons[3].id)
            .values(token=sa.literal("k0.") + sa.func.substr(PersonWord.token, 4))
        )
        connection.execute(sa.delete(PersonWord).where(PersonWord.person_id == persons[4].id))
    assert not is_found()
    done = tremplin(app, "index", "names", "--at-once", "2")
    assert (done.returncode, done.stdout) == (0, "names: 5 looked at, 5 indexed again\n"), done.stderr
    assert is_found()
    assert entries(app) == ['{"persons": 2}', '{"persons": 2}', '{"persons": 1}']
    again = tremplin(app, "index", "names", "--at-once", "2")
    assert again.stdout == "names: 5 looked at, 0 indexed again\n"
    assert len(entries(app)) == 3
