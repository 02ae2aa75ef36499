"""The journal: in the same transaction, append-only, chained, and every tampering is found."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.audit.actor import system
from app.audit.chain import seal_of
from app.audit.journal import UnjournalledChange, record
from app.audit.models import JournalEntry, JournalHead
from app.audit.verify import verify
from app.auth.models.organisations import Organisation
from app.auth.vocab import OrganisationKind
from app.db import db, transaction
from tests.support.field_keys import BEFORE, DURING, keys_of_a_test, rotate_to

ACTOR = system("tests.journal")


def an_organisation(name: str) -> Organisation:
    return Organisation(name=name, kind=OrganisationKind.FUNDER)


@pytest.fixture
def entries(app):
    """Five acts in a database."""
    with app.app_context(), transaction("write"):
        for number in range(5):
            item = an_organisation(f"Fonds {number}")
            db.session.add(item)
            record("organisation.added", item, actor=ACTOR, number=number)
            db.session.commit()
    return app


def unguarded(app, statement: str) -> None:
    """What somebody with the database file and no triggers could do."""
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER journal_entry_no_update")
            connection.exec_driver_sql("DROP TRIGGER journal_entry_no_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        connection.exec_driver_sql(statement)


def first_break(app):
    with app.app_context():
        return verify()


def test_a_change_without_an_entry_is_refused(app):
    with app.app_context(), transaction("write"):
        db.session.add(an_organisation("Sans trace"))
        with pytest.raises(UnjournalledChange):
            db.session.commit()
        db.session.rollback()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 0


def test_a_bulk_change_without_an_entry_is_refused(entries):
    with entries.app_context(), transaction("write"):
        db.session.execute(sa.update(Organisation).values(short_name="x"))
        with pytest.raises(UnjournalledChange):
            db.session.commit()


def test_a_rollback_takes_its_entries_back(app):
    with app.app_context(), transaction("write"):
        record("organisation.added", None, actor=ACTOR)
        db.session.rollback()
        db.session.commit()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(JournalEntry)) == 0


def test_a_savepoint_takes_back_only_its_own_entries(app):
    with app.app_context(), transaction("write"):
        record("first.act", None, actor=ACTOR)
        savepoint = db.session.begin_nested()
        record("second.act", None, actor=ACTOR)
        savepoint.rollback()
        db.session.commit()
        assert db.session.scalars(sa.select(JournalEntry.event)).all() == ["first.act"]


def test_free_text_is_refused_as_a_fact(app):
    with app.app_context(), pytest.raises(TypeError, match="name"):
        record("person.added", None, actor=ACTOR, name="Madame B.")


@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET event = 'x'", "DELETE FROM journal_entry"])
def test_entries_cannot_be_changed(entries, statement):
    with entries.app_context(), transaction("write"), pytest.raises(IntegrityError, match="journal_append_only"):
        db.session.execute(sa.text(statement))


def test_an_untouched_journal_holds(entries):
    assert first_break(entries) == []


@pytest.mark.parametrize("column", ["event", "facts", "seal", "previous", "job"])
def test_an_altered_entry_is_named(entries, column):
    unguarded(entries, f"UPDATE journal_entry SET {column} = 'forged' WHERE seq = 3")
    assert [(found.seq, found.why) for found in first_break(entries)] == [(3, "altered")]


OTHER = {"at": datetime(2020, 1, 1, tzinfo=UTC), "organisation_id": 7, "seq": 7, "user_id": 7, "key_id": "k2"}


@pytest.mark.parametrize("column", [one.key for one in JournalEntry.__table__.columns if one.key not in {"id", "seal"}])
def test_the_seal_covers_every_column(entries, column):
    """Also the link to the entry before: a genuine entry of another past fits nowhere else."""
    with keys_of_a_test(), entries.app_context():
        rotate_to(DURING if column == "key_id" else BEFORE)
        entry = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.seq == 3)).one()
        assert seal_of(entry) == entry.seal
        setattr(entry, column, OTHER.get(column, "other"))
        assert seal_of(entry) != entry.seal
        db.session.rollback()


def test_a_removed_entry_is_named(entries):
    unguarded(entries, "DELETE FROM journal_entry WHERE seq = 2")
    assert [(found.seq, found.why) for found in first_break(entries)] == [(2, "missing")]


def test_a_cut_tail_is_named(entries):
    unguarded(entries, "DELETE FROM journal_entry WHERE seq >= 4")
    assert [(found.seq, found.why) for found in first_break(entries)] == [(4, "tail cut")]


def test_a_cut_tail_with_a_forged_head_is_named(entries):
    with entries.app_context():
        seal = db.session.scalar(sa.select(JournalEntry.seal).where(JournalEntry.seq == 3))
    unguarded(entries, "DELETE FROM journal_entry WHERE seq >= 4")
    with entries.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(sa.update(JournalHead).values(seq=3, seal=seal))
    assert [(found.seq, found.why) for found in first_break(entries)] == [(3, "head altered")]


def test_swapped_entries_are_named(entries):
    unguarded(entries, "UPDATE journal_entry SET seq = -seq WHERE seq IN (2, 3)")
    with entries.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE journal_entry SET seq = 5 + seq WHERE seq < 0")
    assert [(found.seq, found.why) for found in first_break(entries)] == [(2, "altered")]


def test_a_genuine_entry_of_another_past_is_named(entries):
    """A copy of the database goes on by itself; one of its entries, soundly sealed, is put among ours."""
    head = _rows(entries, JournalHead)[0]
    _act(entries, 5)
    theirs = _rows(entries, JournalEntry)[5]
    unguarded(entries, "DELETE FROM journal_entry WHERE seq = 6")
    _write(entries, sa.update(JournalHead).values(**head))
    _act(entries, 6)
    _act(entries, 7)
    assert first_break(entries) == []
    _write(entries, sa.update(JournalEntry).where(JournalEntry.seq == 6).values(**(theirs | {"id": JournalEntry.id})))
    assert [(found.seq, found.why) for found in first_break(entries)] == [(7, "altered")]


def _act(app, number):
    with app.app_context(), transaction("write"):
        record("organisation.seen", None, actor=ACTOR, number=number)
        db.session.commit()


def _rows(app, model):
    with app.app_context(), db.engine.connect() as connection:
        return [dict(row) for row in connection.execute(sa.select(model.__table__).order_by("seq")).mappings()]


def _write(app, statement):
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(statement)


def test_old_entries_still_hold_after_a_new_key(entries):
    with keys_of_a_test():
        rotate_to(DURING)
        with entries.app_context(), transaction("write"):
            record("key.changed", None, actor=ACTOR)
            db.session.commit()
        assert first_break(entries) == []
