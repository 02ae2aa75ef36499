"""Pages on households, referrals, stays, closures and allocations."""

from typing import Any

import sqlalchemy as sa

from app.db import db
from axes.models.people import HouseholdMember
from axes.vocab import Answer, MemberRole, ReferralState
from occupancy.models.closures import Closure, ClosureOutcome
from occupancy.models.meetings import AllocationMeeting
from occupancy.models.relocations import RelocationLine, RelocationPlan
from occupancy.models.stays import StayPerson
from occupancy.rules.relocation import Cost
from occupancy.rules.scenarios import Told
from occupancy.vocab import ClosureCause, ClosureOutcomeKind
from tests.every.examples.example import TEAM, Example, act, days, edit
from tests.factories import Make
from tests.support.referrals import referred


def household_of(make: Make, known: dict[str, Any], **given: Any) -> Any:
    return make.household(organisation_id=known["worker"].organisation_id, **given)


def household_pages(make: Make, programme: Any, known: dict[str, Any]) -> dict[str, Example]:
    who = "worker"
    home = household_of(make, known, adults=0, wished_communes="1000, 1060")
    secret = household_of(make, known, is_protected=True, named=[known["worker"]])
    worker = known["worker"]
    more = [[worker.public_id, make.user(worker.role, organisation_id=home.organisation_id).public_id] for _ in "ab"]
    awa = {"birth_on": days(-9000), "birth_year": str(days(-9000).year), "phone": "0470 00 00 00", "gender": "woman"}
    member = make.member(home, person=make.person(languages="ar,fr", email="awa@exemple.be", **awa))
    need, hidden = make.need(home), make.household()
    own, person = f"/households/{home.public_id}", f"/members/{member.public_id}"
    return {
        "households.new": act(who, "/households/new"),
        "households.edit": edit(who, f"{own}/edit", "wished_communes", "1030", "1080"),
        "persons.new": act(who, f"{own}/members/new"),
        "persons.edit": edit(who, f"{person}/edit", "phone", "0470 11 11 11", "0470 22 22 22"),
        "persons.leave": act(who, f"{person}/leave"),
        "needs.new": act(who, f"{own}/needs/new"),
        "needs.end": act(who, f"/needs/{need.public_id}/end"),
        "consents.new": act(who, f"{own}/consents/new"),
        "protection.lift": act(who, f"/households/{secret.public_id}/protection/lift"),
        "protection.edit": edit(who, f"/households/{secret.public_id}/protection", "workers", *more),
        "break_glass.new": act("coordination", f"/households/{hidden.public_id}/break-glass"),
        "erasures.new": act(who, f"{own}/erasure"),
        "erasures.hold": act(who, f"{own}/hold"),
        "erasures.edit_period": edit("coordination", "/settings/keeping/followed", "months", "30", "36"),
    }


def assessment_pages(make: Make, programme: Any, known: dict[str, Any]) -> dict[str, Example]:
    """`open_one` is answered and not decided; `decided` is, and nobody follows; `followed` has a team."""
    who, decider = "worker", "coordination"
    open_one, decided, followed = (household_of(make, known) for _ in range(3))
    answers = dict.fromkeys(programme.criteria, Answer.NO) | {"street": Answer.YES}
    proposed = {"proposed_axis_id": programme.axes[2].id}
    asked = make.assessment(
        programme, open_one, decided=None, assessed_on=days(-1), answers=answers, assessor=known["worker"], **proposed
    )
    done = make.assessment(programme, decided)
    make.assessment(programme, followed)
    episode = make.assignment(followed, programme.teams[TEAM])
    team = f"?team={programme.teams[TEAM].public_id}"
    return {
        "assessments.new": act(who, f"/households/{open_one.public_id}/assessments/new"),
        "assessments.answers": edit(who, f"/assessments/{asked.public_id}/answers", "c_street", "no", "unknown"),
        "assessments.decide": act(who, f"/assessments/{asked.public_id}/decision"),
        "assignments.choose": act(decider, f"/assessments/{done.public_id}/team{team}"),
        "assignments.change": act(decider, f"/assignments/{episode.public_id}/change{team}"),
        "assignments.end": act(decider, f"/assignments/{episode.public_id}/end"),
    }


def joined(make: Make, of: Any) -> Any:
    """Somebody who is in the household of a stay or a referral since three days."""
    role, person = MemberRole.CHILD, make.person()
    made = HouseholdMember(household_id=of.household_id, person_id=person.id, role=role, start_on=days(-3))
    return make.save(made)


def referral_pages(make: Make, programme: Any, known: dict[str, Any]) -> dict[str, Example]:
    who, decider, partner = "partner", "allocation", known["partner"]
    make.household(organisation_id=partner.organisation_id)
    state = {
        one: referred(make, programme, partner, one)
        for one in (ReferralState.DRAFT, ReferralState.TO_COMPLETE, ReferralState.SUBMITTED, ReferralState.WAITING)
    }
    url = {name: f"/referrals/{one.public_id}" for name, one in state.items()}
    member = joined(make, state[ReferralState.DRAFT])
    person = f"{url[ReferralState.DRAFT]}/members/{member.public_id}"
    return {
        "drafts.new": act(who, "/referrals/new"),
        "drafts.edit": edit(who, f"{url[ReferralState.DRAFT]}/edit", "wish", "Un toit", "Une chambre"),
        "drafts.add_person": act(who, f"{url[ReferralState.DRAFT]}/members/new"),
        "drafts.send": act(who, f"{url[ReferralState.DRAFT]}/sending"),
        "drafts.complete": act(who, f"{url[ReferralState.TO_COMPLETE]}/completion"),
        "draft_people.edit": edit(who, f"{person}/edit", "name", "Une Autre", "Encore Une"),
        "draft_people.leave": act(who, f"{person}/leave"),
        "referrals.withdraw": act(who, f"{url[ReferralState.SUBMITTED]}/withdrawal"),
        "referrals.news": act(who, f"{url[ReferralState.WAITING]}/news"),
        "decisions.accept": act(decider, f"{url[ReferralState.SUBMITTED]}/acceptance"),
        "decisions.ask": act(decider, f"{url[ReferralState.SUBMITTED]}/questions"),
        "decisions.refuse": act(decider, f"{url[ReferralState.SUBMITTED]}/refusal"),
    }


def stay_pages(make: Make, programme: Any, known: dict[str, Any]) -> dict[str, Example]:
    who, papers = "worker", {"agreement_signed_on": days(-29), "inventory_on": days(-28), "keys_given_on": days(-30)}
    stay = make.stay(household=household_of(make, known, adults=2, since=days(-90)), contribution_cents=9000, **papers)
    joined(make, stay)
    objective, absence = make.objective(stay, reached_on=days(-2)), make.absence(stay)
    make.home(code="LIBRE")
    own, reached = f"/stays/{stay.public_id}", (days(-3).isoformat(), days(-4).isoformat())
    entry = make.entry_planned(household=household_of(make, known), team=programme.teams[TEAM])
    return {
        "stays.enter": act(who, f"/allocations/{entry.public_id}/entry"),
        "stays.extend": act(who, f"{own}/extension"),
        "stays.papers": edit(who, f"{own}/papers", "inventory_on", days(-27).isoformat(), days(-26).isoformat()),
        "stays.contribute": act(who, f"{own}/contribution"),
        "stays.reach": edit(who, f"{own}/objectives/{objective.public_id}", "on", *reached),
        "stays.absent": act(who, f"{own}/absences/new"),
        "stays.back": act(who, f"{own}/absences/{absence.public_id}/end"),
        "stays.arrive": act(who, f"{own}/people/new"),
        "stays.depart": act(who, f"{own}/people/{sleeper_of(make, stay)}/departure"),
        "stays.move": act(who, f"{own}/transfer"),
        "stays.leave": act(who, f"{own}/exit"),
        "stays.not_entered": act(who, f"{own}/entry/cancellation"),
        "stays.not_away": act(who, f"{own}/absences/{absence.public_id}/cancellation"),
    }


def sleeper_of(make: Make, stay: Any) -> str:
    """The public id of somebody who sleeps there."""
    with make.app.app_context():
        query = sa.select(StayPerson.public_id).where(StayPerson.stay_id == stay.id).order_by(StayPerson.id.desc())
        return str(db.session.scalars(query.limit(1)).one())


def exit_pages(make: Make, programme: Any, known: dict[str, Any]) -> dict[str, Example]:
    gone = make.stay(household=household_of(make, known), end_on=days(-5), exit={"left_on": days(-5)})
    own = f"/stays/{gone.public_id}/exit"
    return {
        "stays.correct": act("worker", f"{own}/correction"),
        "stays.stay_after_all": act("worker", f"{own}/cancellation"),
    }


def closure_pages(make: Make, programme: Any) -> dict[str, Example]:
    who, site, free = "coordination", make.site(), make.site()
    stay = make.stay(make.home(site))
    closure = make.save(Closure(site_id=site.id, cause=ClosureCause.WORKS, opened_on=days(-9), last_day=days(60)))
    planned = {"kind": ClosureOutcomeKind.TRANSFER_PLANNED, "planned_on": days(40), "note": "Plus grand"}
    make.save(ClosureOutcome(closure_id=closure.id, stay_id=stay.id, unit_id=make.home().id, **planned))
    own = f"/closures/{closure.public_id}"
    return {
        "closures.new": act(who, f"/sites/{free.public_id}/closure/new"),
        "closures.outcome": edit(who, f"{own}/stays/{stay.public_id}", "note", "Plus calme", "Plus près"),
        "closures.relocate": act(who, f"{own}/relocate"),
        "closures.cancel": act(who, f"{own}/cancel"),
        "closures.hand_back": act(who, f"{own}/hand-back"),
    }


def relocation_pages(make: Make) -> dict[str, Example]:
    author, site = make.user(), make.site()
    stay = make.stay(make.home(site))
    dates = {"last_day": days(60), "moves_from": days(1), "computed_on": days(0)}
    plan = make.save(RelocationPlan(name="Un plan", site_id=site.id, author_id=author.id, **dates))
    line = {"unit_id": make.home().id, "move_on": days(2), "facts": Told(cost=Cost()).kept()}
    make.save(RelocationLine(plan_id=plan.id, stay_id=stay.id, **line))
    return {
        "relocations.new": act("allocation", f"/relocations/new?site={site.public_id}"),
        "relocations.make_proposals": act("allocation", f"/relocations/{plan.public_id}/proposals"),
    }


def allocation_pages(make: Make, programme: Any) -> dict[str, Example]:
    waiting, unit = make.waiting_household(programme), make.home()
    made = make.allocation(programme, unit=make.home(), team=programme.teams[TEAM])
    make.save(AllocationMeeting(held_on=days(-1), present="Deux équipes", note="Rien de neuf"))
    minutes = f"/allocations/meetings/{days(-1)}"
    return {
        "allocation.new": act("allocation", f"/allocations/new/{unit.public_id}/{waiting.public_id}"),
        "allocation.take_step": act("worker", f"/allocations/{made.public_id}/answer/team-declined"),
        "allocation.write": edit("allocation", minutes, "present", "Trois équipes", "Quatre équipes"),
        "allocation.withdraw": act("allocation", f"/allocations/{made.public_id}/withdrawn"),
    }
