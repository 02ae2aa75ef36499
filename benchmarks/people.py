"""Households of the measured world: people, referrals, teams, and those who wait. All invented."""

from datetime import date, timedelta

from app.crypto import seal_text
from app.crypto.sealing import place_of
from axes.rules.references import drawn
from axes.vocab import ConsentScope, MemberRole, NeedKind, ReferralEventKind, Urgency
from benchmarks.world import World, at

WAITING = 2000
FIRST = ("Aline", "Bakari", "Chantal", "Driss", "Elif", "Farid", "Goran", "Hawa", "Ioana", "Jozef", "Karim", "Lina")
LAST = ("Abdi", "Bergmans", "Cissé", "Dumont", "Essaidi", "Fofana", "Gashi", "Haddad", "Ilunga", "Janssens")
SIZES = (1, 1, 1, 1, 2, 2, 3)


def housed(world: World, start: date, end: date | None) -> int:
    """A household that was referred, followed and housed from a day on; its key."""
    household = _household(world, start - timedelta(days=60), world.chance.choice(SIZES))
    referral = _accepted(world, household, start - timedelta(days=30))
    _event(world, referral, ReferralEventKind.HOUSED, start)
    _follow(world, household, start, end)
    return household


def waiting(world: World) -> None:
    """The households that wait: most assessed and with a team, some with needs."""
    for _ in range(WAITING):
        since = world.ago(1, 400)
        household = _household(world, since - timedelta(days=30), world.chance.choice((*SIZES, 4, 5)))
        _accepted(world, household, since, world.chance.choice((*[Urgency.ORDINARY] * 4, *Urgency)))
        if world.chance.random() < 0.95:
            _assess(world, household, since)
        if world.chance.random() < 0.85:
            _follow(world, household, since, None)
        for kind, share in ((NeedKind.STEP_FREE, 0.1), (NeedKind.ANIMALS, 0.08)):
            if world.chance.random() < share:
                world.add("household_need", household_id=household, kind=kind, start_on=since)


def _household(world: World, since: date, size: int) -> int:
    _, organisation = world.chance.choice(world.base.conventions)
    wished = world.chance.choice(world.base.communes) if world.chance.random() < 0.3 else None
    key: int = world.add(
        "household",
        reference=_reference(world, since),
        organisation_id=organisation,
        is_protected=world.chance.random() < 0.02,
        wished_communes=wished,
    )["id"]
    world.members[key] = [_member(world, key, since, place) for place in range(size)]
    if world.chance.random() < 0.5:
        agreed = {"scope": ConsentScope.KNOWN_TO_PARTNERSHIP, "purpose": "Trouver un logement"}
        world.add("consent", household_id=key, given_on=since, **agreed)
    return key


def _reference(world: World, since: date) -> str:
    """One that no other household of this world has."""
    while (reference := drawn(since, world.chance.choice)) in world.references:
        pass
    world.references.add(reference)
    return reference


def _member(world: World, household: int, since: date, place: int) -> int:
    name = f"{world.chance.choice(FIRST)} {world.chance.choice(LAST)}"
    person = world.add("person", name_sealed="", is_minor=place > 1, languages="fr")
    sealed_to = place_of("person", "name_sealed", person["public_id"])
    person["name_sealed"] = seal_text(name, sealed_to)
    role = (MemberRole.REFERENCE, MemberRole.PARTNER)[place] if place < 2 else MemberRole.CHILD
    world.add("household_member", household_id=household, person_id=person["id"], role=role, start_on=since)
    key: int = person["id"]
    return key


def _accepted(world: World, household: int, since: date, urgency: Urgency = Urgency.ORDINARY) -> int:
    convention, organisation = world.chance.choice(world.base.conventions)
    referral: int = world.add(
        "referral",
        programme_id=world.base.programme,
        organisation_id=organisation,
        convention_id=convention,
        household_id=household,
        author_id=world.chance.choice(world.base.workers),
        urgency=urgency,
        living_situation="1.1",
    )["id"]
    _event(world, referral, ReferralEventKind.SUBMITTED, since - timedelta(days=3))
    _event(world, referral, ReferralEventKind.ACCEPTED, since)
    return referral


def _event(world: World, referral: int, kind: ReferralEventKind, day: date) -> None:
    world.add("referral_event", referral_id=referral, kind=kind, at=at(day), user_id=world.base.workers[0])


def _assess(world: World, household: int, day: date) -> None:
    axis = world.chance.choice(world.base.teams)[1]
    worker = world.chance.choice(world.base.workers)
    decision = {"proposed_axis_id": axis, "decided_axis_id": axis, "decided_at": at(day), "decided_by_id": worker}
    ids = {"programme_id": world.base.programme, "household_id": household, "assessor_id": worker}
    world.add("axis_assessment", assessed_on=day, **ids, **decision)


def _follow(world: World, household: int, start: date, end: date | None) -> None:
    team = world.chance.choice(world.base.teams)[0]
    worker = world.chance.choice(world.base.crews[team].members)
    world.episodes[household] = world.add(
        "assignment",
        household_id=household,
        team_id=team,
        reference_worker_id=worker,
        start_on=start,
        end_on=end,
        decided_at=at(start),
        decided_by_id=worker,
    )
