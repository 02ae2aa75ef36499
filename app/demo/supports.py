"""Support in the demonstration: whoever is housed is accompanied, some others too; contacts, next steps, notes."""

import random
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from accompaniment.models.contacts import Contact, ContactPerson
from accompaniment.models.notes import Note, NoteText
from accompaniment.models.supports import Support, SupportPerson
from accompaniment.rules.topics import packed
from accompaniment.vocab import ContactKind, NoteKind, Roof, SupportEnd, Topic
from app.auth.models.users import User
from app.clock import BRUSSELS
from app.db import db
from app.demo.people import LoadedHousehold
from axes.models.assessments import Assignment
from axes.models.programmes import Axis, Team
from occupancy.models.stays import Stay, StayObjective, StayPerson

K = ContactKind
USUAL = (
    (K.HOME_VISIT, 45, (Topic.AT_HOME, Topic.BUDGET), "Visite à deux, le logement est tenu."),
    (K.PHONE, 10, (Topic.INCOME,), None),
    (K.OFFICE, 40, (Topic.IDENTITY, Topic.ADDRESS), "Photos d’identité faites, rendez-vous pris à la commune."),
    (K.NO_SHOW, 0, (), None),
    (K.OUTING, 120, (Topic.RESIDENCE, Topic.JUSTICE), "Accompagnement chez l’avocate, dossier complet."),
    (K.HOME_VISIT, 30, (Topic.HOUSING_SEARCH,), None),
    (K.NETWORK_MEETING, 60, (Topic.FAMILY, Topic.SCHOOL), "Réunion avec l’école : inscription confirmée."),
    (K.MESSAGE, 5, (), None),
)
NEXT = (
    "Rappeler le CPAS",
    "Préparer le dossier AIS",
    "Confirmer le rendez-vous à la commune",
    "Passer voir la famille",
)
ENDED_BY = {True: SupportEnd.LASTING_HOME, False: SupportEnd.OTHER_SERVICE}


class Accompanist:
    """Writes supports and what happened in them, the same ones each time."""

    def __init__(self, today: date, programme_id: int) -> None:
        self.today, self.programme_id = today, programme_id
        self.random = random.Random(51)
        third = sa.select(Team.id).join(Team.axis).where(Axis.number == 3)
        self.with_care = set(db.session.scalars(third))

    def follow_stays(self) -> None:
        """The team that follows a household accompanies it through its whole journey."""
        query = sa.select(Stay, Assignment, Team).join(Assignment, Assignment.household_id == Stay.household_id)
        query = query.join(Team, Team.id == Assignment.team_id).where(Stay.transferred_from_id.is_(None))
        for stay, episode, team in db.session.execute(query.order_by(Stay.id)).all():
            self._follow(stay, episode, team)

    def _follow(self, stay: Stay, episode: Assignment, team: Team) -> None:
        worker = db.session.get_one(User, episode.reference_worker_id)
        people = list(db.session.scalars(sa.select(StayPerson.person_id).where(StayPerson.stay_id == stay.id)))
        support = self._support(team, stay.household_id, worker, stay.start_on, Roof.STAY, stay_id=stay.id)
        if episode.end_on is not None:
            support.end_on, support.end_reason = episode.end_on, ENDED_BY[self.random.random() < 0.6]
        self._write(support, people)
        self._settle(stay)
        self._meet(support, worker, people)

    def beside_stays(
        self, team: Team, worker: User, known: LoadedHousehold, start_on: date, roof: Roof, place: str | None
    ) -> None:
        """Somebody accompanied without being housed."""
        support = self._support(team, known.household.id, worker, start_on, roof)
        support.place = place
        people = [one.id for one in known.people]
        self._write(support, people)
        self._meet(support, worker, people)

    def _support(
        self, team: Team, household_id: int, worker: User, start_on: date, roof: Roof, stay_id: int | None = None
    ) -> Support:
        return Support(
            programme_id=self.programme_id,
            household_id=household_id,
            organisation_id=team.organisation_id,
            team_id=team.id,
            reference_worker_id=worker.id,
            roof=roof,
            stay_id=stay_id,
            start_on=start_on,
        )

    def _write(self, support: Support, people: list[int]) -> None:
        db.session.add(support)
        db.session.flush()
        db.session.add_all(
            SupportPerson(support_id=support.id, person_id=one, start_on=support.start_on, end_on=support.end_on)
            for one in people
        )
        db.session.flush()

    def _meet(self, support: Support, worker: User, people: list[int]) -> None:
        """A contact every week or two, from the start to the end; the last one asks for a next step."""
        day, last = support.start_on + timedelta(days=2), None
        end = min(support.end_on or self.today, self.today)
        while day < end:
            last = self._contact(support, worker, people, day)
            day += timedelta(days=self.random.randint(6, 19))
        if last is not None and support.end_on is None and self.random.random() < 0.5:
            last.next_on = self.today + timedelta(days=self.random.randint(-3, 12))
            last.next_step = self.random.choice(NEXT)

    def _contact(self, support: Support, worker: User, people: list[int], day: date) -> Contact:
        kind, minutes, topics, said = self.random.choice(USUAL)
        contact = Contact(
            household_id=support.household_id,
            organisation_id=support.organisation_id,
            author_id=worker.id,
            support_id=support.id,
            kind=kind,
            happened_on=day,
            minutes=minutes,
            topics=packed(topics, health=False),
            health_topics=self._health(support),
            created_at=_evening(day),
        )
        db.session.add(contact)
        db.session.flush()
        if kind is not K.NO_SHOW and people:
            db.session.add(ContactPerson(contact_id=contact.id, person_id=people[0]))
        if said and self.random.random() < 0.7:
            self._note(contact, said)
        return contact

    def _health(self, support: Support) -> str | None:
        """Those of Smes speak of health at times."""
        if support.team_id not in self.with_care or self.random.random() < 0.6:
            return None
        return packed([self.random.choice((Topic.MENTAL_HEALTH, Topic.ADDICTION, Topic.HEALTH))], health=True)

    def _settle(self, stay: Stay) -> None:
        """Objectives of those who have been there for long: one reached, now and then one dropped."""
        objectives = db.session.scalars(sa.select(StayObjective).where(StayObjective.stay_id == stay.id)).all()
        for n, one in enumerate(objectives if (self.today - stay.start_on).days > 100 and stay.end_on is None else ()):
            if n == 0 and self.random.random() < 0.5:
                one.reached_on = stay.start_on + timedelta(days=self.random.randint(40, 95))
            elif n == len(objectives) - 1 and self.random.random() < 0.2:
                one.dropped_on, one.drop_reason = self.today - timedelta(days=9), "N’est plus d’actualité."

    def _note(self, contact: Contact, said: str) -> None:
        kind = self.random.choices(list(NoteKind), weights=(1, 4, 3))[0]
        written = {"author_id": contact.author_id, "created_at": contact.created_at}
        note = Note(
            household_id=contact.household_id,
            organisation_id=contact.organisation_id,
            contact_id=contact.id,
            kind=kind,
            **written,
        )
        db.session.add(note)
        db.session.flush()
        db.session.add(NoteText(note_id=note.id, text=said, **written))


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(17, 30), BRUSSELS)
