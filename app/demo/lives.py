"""What happened to the invented households, as dated rows: referred, assessed, followed, housed, moved, gone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.auth.models.users import User
from app.db import db
from app.demo.people import LoadedHousehold
from app.demo.programme import LoadedProgramme
from axes.models.assessments import AssessmentAnswer, Assignment, AxisAssessment
from axes.models.programmes import PartnerConvention
from axes.models.referrals import Referral, ReferralComment, ReferralEvent
from axes.vocab import Answer, ReferralEventKind, RefusalReason, Urgency
from occupancy.models.exits import Destination, StayExit
from occupancy.models.stays import Contribution, Stay, StayObjective, StayPerson
from occupancy.vocab import ContributionBasis, ExitDecider, ExitReason, ObjectiveKind
from sites.models.units import Unit

E = ReferralEventKind
OF_SENDERS = {E.SUBMITTED, E.COMPLETED, E.WITHDRAWN}
YES = {
    1: ("stable_income", "wish_lasting_home"),
    2: ("street", "needs_rest", "needs_papers"),
    3: ("very_fragile", "cumulated_problems", "mental_health", "addiction", "street"),
}
OBJECTIVES = {
    1: (ObjectiveKind.HOUSING_PROJECT, ObjectiveKind.LASTING_HOME),
    2: (ObjectiveKind.PAPERS, ObjectiveKind.REST, ObjectiveKind.RIGHTS),
    3: (ObjectiveKind.CARE, ObjectiveKind.HOUSING_FIRST),
}
AMOUNTS = {
    1: (12000, ContributionBasis.WORK),
    2: (0, ContributionBasis.NO_INCOME),
    3: (9000, ContributionBasis.BENEFIT),
}


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), UTC)


@dataclass
class Chronicle:
    """Writes lives into the database. `people` are the demo's accounts by login."""

    programme: LoadedProgramme
    people: dict[str, User]
    destinations: dict[str, Destination]

    def refer(
        self,
        known: LoadedHousehold,
        on: date,
        steps: list[tuple[ReferralEventKind, date]],
        *,
        sender: str = "partenaire",
        urgency: Urgency = Urgency.ORDINARY,
        refusal: RefusalReason | None = None,
    ) -> Referral:
        """A referral with its events, in order."""
        author = self.people[sender]
        referral = Referral(
            programme_id=self.programme.programme.id,
            organisation_id=author.organisation_id,
            convention_id=self._convention_of(author).id,
            household_id=known.household.id,
            author_id=author.id,
            urgency=urgency,
            living_situation="1.1",
            wished_from=on,
            situation="Dort dehors depuis plusieurs semaines, suivi par la maraude.",
            wish="Un endroit calme pour souffler et se remettre en ordre.",
            created_at=at(on),
        )
        db.session.add(referral)
        db.session.flush()
        for kind, day in steps:
            self._event(referral, kind, day, refusal)
        return referral

    def _convention_of(self, author: User) -> PartnerConvention:
        every = self.programme.conventions.values()
        return next(one for one in every if one.organisation_id == author.organisation_id)

    def _event(self, referral: Referral, kind: ReferralEventKind, day: date, refusal: RefusalReason | None) -> None:
        event = ReferralEvent(
            referral_id=referral.id,
            kind=kind,
            at=at(day),
            user_id=referral.author_id if kind in OF_SENDERS else self.people["allocation"].id,
            refusal_reason=refusal if kind is E.REFUSED else None,
        )
        db.session.add(event)
        db.session.flush()
        if kind is E.COMPLETION_ASKED:
            question = "Depuis quand, et où dort la famille aujourd’hui ?"
            db.session.add(ReferralComment(event_id=event.id, field="situation", text=question))

    def assess(self, known: LoadedHousehold, axis: int, on: date, worker: User) -> AxisAssessment:
        """An assessment that proposes and decides the same axis."""
        decided = self.programme.axes[axis]
        assessment = AxisAssessment(
            programme_id=self.programme.programme.id,
            household_id=known.household.id,
            assessed_on=on,
            assessor_id=worker.id,
            proposed_axis_id=decided.id,
            decided_axis_id=decided.id,
            decided_at=at(on, 15),
            decided_by_id=self.people["allocation"].id,
        )
        db.session.add(assessment)
        db.session.flush()
        for code, criterion in self.programme.criteria.items():
            answer = Answer.YES if code in YES[axis] else Answer.NO
            db.session.add(
                AssessmentAnswer(assessment_id=assessment.id, criterion_id=criterion.id, answer=answer.value)
            )
        db.session.flush()
        return assessment

    def follow(
        self, known: LoadedHousehold, axis: int, team: str, on: date, worker: User, until: date | None = None
    ) -> Assignment:
        """A team follows the household, after its assessment."""
        assessment = self.assess(known, axis, on, worker)
        assignment = Assignment(
            household_id=known.household.id,
            team_id=self.programme.teams[axis, team].id,
            assessment_id=assessment.id,
            reference_worker_id=worker.id,
            start_on=on,
            end_on=until,
            decided_at=at(on, 16),
            decided_by_id=self.people["allocation"].id,
        )
        db.session.add(assignment)
        db.session.flush()
        return assignment

    def house(
        self,
        known: LoadedHousehold,
        axis: int,
        unit: Unit,
        start_on: date,
        planned_end_on: date,
        *,
        end_on: date | None = None,
        after: Stay | None = None,
    ) -> Stay:
        """A stay with its people, objectives and contribution; `after` makes it a transfer."""
        stay = Stay(
            unit_id=unit.id,
            household_id=known.household.id,
            transferred_from_id=after.id if after else None,
            start_on=start_on,
            planned_end_on=planned_end_on,
            end_on=end_on,
            living_situation="1.1",
            agreement_signed_on=start_on,
            inventory_on=start_on,
            keys_given_on=start_on,
            created_at=at(start_on),
        )
        db.session.add(stay)
        db.session.flush()
        self._set_out(stay, known, axis, first=after is None)
        return stay

    def _set_out(self, stay: Stay, known: LoadedHousehold, axis: int, *, first: bool) -> None:
        nights = {"stay_id": stay.id, "start_on": stay.start_on, "end_on": stay.end_on}
        db.session.add_all(StayPerson(person_id=person.id, **nights) for person in known.people)
        cents, basis = AMOUNTS[axis]
        db.session.add(Contribution(stay_id=stay.id, start_on=stay.start_on, amount_cents=cents, basis=basis))
        if first:
            reached = stay.start_on + timedelta(days=80)
            over = stay.end_on is not None and reached < stay.end_on
            db.session.add_all(
                StayObjective(stay_id=stay.id, kind=kind, reached_on=reached if over and n == 0 else None)
                for n, kind in enumerate(OBJECTIVES[axis])
            )
        db.session.flush()

    def leave(self, stay: Stay, destination: str, voluntary: bool = True) -> StayExit:
        """The exit of a stay that ended."""
        assert stay.end_on is not None
        found = self.destinations[destination]
        home = destination in {"AIS", "SISP", "PRIV", "HF", "COMM"}
        leaving = StayExit(
            stay_id=stay.id,
            left_on=stay.end_on,
            destination_id=found.id,
            decided_by=ExitDecider.OCCUPANT if voluntary else ExitDecider.OPERATOR,
            reason=ExitReason.HOME_FOUND if home else ExitReason.PERSONAL_CHOICE,
            voluntary=voluntary,
            recorded_at=at(stay.end_on),
        )
        db.session.add(leaving)
        return leaving
