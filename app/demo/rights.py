"""Rights in the demonstration: what each adult had when the support began, and what was opened since."""

import random
from datetime import date, timedelta

import sqlalchemy as sa

from accompaniment.models.entitlements import EntitlementEvent
from accompaniment.models.supports import Support, SupportPerson
from accompaniment.services.entitlement_list import load_entitlements
from accompaniment.vocab import RightState
from app.audit.actor import Actor
from app.db import db
from axes.models.people import Person

S = RightState
# How likely somebody has it at the entry, and asks for it afterwards.
USUAL = {
    "identity_papers": (0.5, 0.9),
    "integration_income": (0.45, 0.8),
    "health_insurance": (0.5, 0.8),
    "bank_account": (0.5, 0.7),
    "social_housing": (0.3, 0.8),
    "ais_application": (0.1, 0.6),
    "increased_reimbursement": (0.2, 0.4),
    "debt_mediation": (0.05, 0.2),
    "care_link": (0.3, 0.4),
    "disability_allowance": (0.1, 0.2),
}
PROOFS = ("Accusé de réception", "Courrier du CPAS", "Attestation reçue au guichet", "Copie au dossier", None, None)
MONTH = timedelta(days=30)


def note_rights(today: date, actor: Actor) -> None:
    """Write the list, and what happened to the rights of every adult accompanied; the same each time."""
    clerk = Clerk(today, actor)
    query = sa.select(SupportPerson, Support).join(Support, Support.id == SupportPerson.support_id)
    query = query.join(Person, Person.id == SupportPerson.person_id).where(Person.is_minor.is_(False))
    seen: set[int] = set()
    for row, support in db.session.execute(query.order_by(SupportPerson.start_on, SupportPerson.id)).all():
        if row.person_id not in seen:
            seen.add(row.person_id)
            clerk.follow(row, support)
    db.session.flush()


class Clerk:
    """Notes the rights of one person after the other."""

    def __init__(self, today: date, actor: Actor) -> None:
        self.today, self.random = today, random.Random(4)
        self.rights = load_entitlements(actor=actor)

    def follow(self, row: SupportPerson, support: Support) -> None:
        """From before the support until its end, or today."""
        last = min(row.end_on or self.today, self.today)
        for code, (had, asked) in USUAL.items():
            if self.random.random() < had:
                self._note(row, support, code, S.OBTAINED, row.start_on - 4 * MONTH)
            elif self.random.random() < asked:
                self._ask(row, support, code, row.start_on, last)
        self._stay_in_the_country(row, support, last)
        self._live_somewhere(row, support, last)

    def _ask(self, row: SupportPerson, support: Support, code: str, day: date, last: date) -> None:
        day += timedelta(days=self.random.randint(3, 60))
        answer = day + timedelta(days=self.random.randint(15, 100))
        waits = answer + timedelta(days=self.random.randint(-10, 30))
        if day <= last:
            self._note(row, support, code, S.REQUESTED, day, next_on=max(waits, day))
        if answer <= last:
            state = S.OBTAINED if self.random.random() < 0.85 else S.REFUSED
            self._note(row, support, code, state, answer)

    def _stay_in_the_country(self, row: SupportPerson, support: Support, last: date) -> None:
        """A permit that ends some day, or the medical card of those who have none."""
        chance = self.random.random()
        if chance < 0.55:
            ends = last + timedelta(days=self.random.randint(-15, 400))
            self._note(row, support, "residence_permit", S.OBTAINED, row.start_on - 2 * MONTH, valid_until=ends)
        elif chance < 0.7:
            ends = last + timedelta(days=self.random.randint(2, 80))
            self._note(row, support, "urgent_medical_aid", S.OBTAINED, row.start_on, valid_until=ends)
            self._note(row, support, "regularisation_9bis", S.REQUESTED, row.start_on)

    def _live_somewhere(self, row: SupportPerson, support: Support, last: date) -> None:
        """First a reference address; later, for half of them, the address of the unit instead."""
        registered = row.start_on + timedelta(days=self.random.randint(10, 50))
        moves = registered <= last and self.random.random() < 0.5
        if self.random.random() < 0.6:
            self._note(row, support, "reference_address", S.OBTAINED, row.start_on - 3 * MONTH)
            if moves:
                self._note(row, support, "reference_address", S.NOT_APPLICABLE, registered)
            seen = last - timedelta(days=self.random.randint(20, 110))
            if not moves and seen > row.start_on:
                self._note(row, support, "reference_address", S.OBTAINED, seen)
        if moves:
            self._note(row, support, "domicile", S.OBTAINED, registered)

    def _note(
        self,
        row: SupportPerson,
        support: Support,
        code: str,
        state: RightState,
        day: date,
        valid_until: date | None = None,
        next_on: date | None = None,
    ) -> None:
        event = EntitlementEvent(
            person_id=row.person_id,
            entitlement_id=self.rights[code].id,
            household_id=support.household_id,
            organisation_id=support.organisation_id,
            author_id=support.reference_worker_id,
            state=state,
            happened_on=day,
            valid_until=valid_until if valid_until is None else max(valid_until, day),
            next_on=next_on,
            proof=self.random.choice(PROOFS),
        )
        db.session.add(event)
        db.session.flush()
