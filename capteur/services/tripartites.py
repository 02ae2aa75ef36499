"""Conventions #2: drafted for a household that is selected, signed party by party, amended, ended.

What was signed is never edited: another version is drafted, and replaces it on the day it is in force.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from capteur.models.proposals import HousingProposal
from capteur.models.tripartites import Tripartite, TripartiteSignature
from capteur.queries.tripartites import versions_of
from capteur.rules.tripartites import completed_on, last_in_force, parties_of, state_of
from capteur.services.days import wrong_day
from capteur.vocab_lettings import Party, ProposalEnd, SignatureProof, TripartiteEnd, TripartiteState


@dataclass(frozen=True, kw_only=True)
class SignatureFacts:
    """Who signed for which party, on which day, and what shows it."""

    party: Party
    name: str
    signed_on: date
    proof: SignatureProof


def draft_tripartite(*, proposal: HousingProposal, terms: Mapping[str, Any], actor: Actor) -> Tripartite:
    """Begin a convention #2 for a household that is selected, or its amendment once one is signed.

    Raises `Refusal` while nobody is selected, or for days that end before they begin; `Conflict` while another version
    is not signed by all.
    """
    _check_days(terms)
    if proposal.selected_on is None or not (proposal.is_alive or proposal.end_reason is ProposalEnd.LET):
        raise Refusal("tripartite.refusal.not_selected")
    versions = versions_of(proposal.id)
    if any(one.is_kept and completed_on(one) is None for one in versions):
        raise Conflict("tripartite.conflict.open")
    keys = {"proposal_id": proposal.id, "sender_id": proposal.request.organisation_id, "author_id": actor.user_id}
    number = max((one.number for one in versions), default=0) + 1
    made = Tripartite(number=number, **keys, **terms)
    with guarded({"uq_tripartite_number": Conflict("tripartite.conflict.open")}):
        db.session.add(made)
    record("tripartite.drafted", made, actor=actor, number=made.number, support=made.support_id)
    return made


def edit_tripartite(*, tripartite: Tripartite, terms: Mapping[str, Any], version: int | None, actor: Actor) -> None:
    """Change a version that nobody signed. Raises `Stale`, or `Refusal` once somebody did."""
    refuse_stale(tripartite, version)
    if tripartite.signatures or not tripartite.is_kept:
        raise Refusal("tripartite.refusal.signed")
    _check_days(terms)
    for name, value in terms.items():
        setattr(tripartite, name, value)
    db.session.flush()
    record("tripartite.edited", tripartite, actor=actor)


def sign_tripartite(*, tripartite: Tripartite, version: int | None, facts: SignatureFacts, actor: Actor) -> None:
    """Write one signature down. The last one brings it in force, and ends the version before it the day before.

    Raises `Stale`; `Refusal` for a party that does not sign, or signed already, or a day to come, and for the first
    one while the household's consent is not noted: signed terms are changed no more.
    """
    refuse_stale(tripartite, version)
    refuse_all(_wrong_signature(tripartite, facts))
    count_as_changed(tripartite)
    db.session.flush()  # takes the row: two last signatures at once do not pass each other
    days = [one.signed_on for one in tripartite.signatures]
    if len(days) + 1 == len(parties_of(tripartite)):
        _make_room(tripartite, max(tripartite.first_day, facts.signed_on, *days), actor)
    made = TripartiteSignature(
        tripartite_id=tripartite.id,
        author_id=actor.user_id,
        party=facts.party,
        name=facts.name,
        signed_on=facts.signed_on,
        proof=facts.proof,
    )
    twice = Conflict("tripartite.refusal.signed_already", party=label(facts.party))
    with guarded({"uq_tripartite_signature_party": twice}):
        db.session.add(made)
    record("tripartite.signed", tripartite, actor=actor, party=facts.party, on=facts.signed_on)


def _wrong_signature(tripartite: Tripartite, facts: SignatureFacts) -> Iterator[Refusal]:
    if not tripartite.is_kept or facts.party not in parties_of(tripartite):
        yield Refusal("tripartite.refusal.not_due", "party")
    elif any(one.party is facts.party for one in tripartite.signatures):
        yield Refusal("tripartite.refusal.signed_already", "party", party=label(facts.party))
    elif tripartite.consent_on is None and not tripartite.signatures:
        yield Refusal("tripartite.refusal.no_consent", "party")
    yield from wrong_day(facts.signed_on, "signed_on")
    if tripartite.consent_on is not None and facts.signed_on < tripartite.consent_on:
        yield Refusal("tripartite.refusal.before_consent", "signed_on", day=shown(tripartite.consent_on))


def _make_room(tripartite: Tripartite, begins: date, actor: Actor) -> None:
    """End what stands the day before the new version is in force: the two touch."""
    for other in versions_of(tripartite.proposal_id):
        if other.id == tripartite.id or not other.is_kept or completed_on(other) is None:
            continue
        if other.first_day >= begins and last_in_force(other) >= other.first_day:
            raise Refusal("tripartite.refusal.begins_before", number=other.number, day=shown(other.first_day))
        if last_in_force(other) >= begins:
            _end(other, begins - timedelta(days=1), TripartiteEnd.REPLACED, actor)


def drop_tripartite(*, tripartite: Tripartite, actor: Actor) -> None:
    """Give up a version that not all have signed. Raises `Refusal` for any other."""
    if not tripartite.is_kept or completed_on(tripartite) is not None:
        raise Refusal("tripartite.refusal.complete")
    _drop(tripartite, actor)


def _drop(tripartite: Tripartite, actor: Actor) -> None:
    tripartite.dropped_on = today()
    db.session.flush()
    record("tripartite.dropped", tripartite, actor=actor)


def end_tripartite(
    *, tripartite: Tripartite, ended_on: date, reason: TripartiteEnd, version: int | None, actor: Actor
) -> None:
    """End it before its time; `ended_on` is its last day in force, yesterday at the earliest.

    From the next day on the household is without support, until another version is in force. Raises `Stale`, or
    `Refusal` for another day, or a version that is not in force nor to come.
    """
    refuse_stale(tripartite, version)
    if state_of(tripartite, today()) not in {TripartiteState.IN_FORCE, TripartiteState.SIGNED}:
        raise Refusal("convention.refusal.not_in_force")
    if ended_on < today() - timedelta(days=1):
        raise Refusal("convention.refusal.ends_too_early", "ended_on")
    if ended_on > last_in_force(tripartite):
        raise Refusal("convention.refusal.ends_after", "ended_on", day=shown(last_in_force(tripartite)))
    _end(tripartite, ended_on, reason, actor)


def _end(tripartite: Tripartite, on: date, reason: TripartiteEnd, actor: Actor) -> None:
    tripartite.ended_on, tripartite.end_reason = on, reason
    db.session.flush()
    record("tripartite.ended", tripartite, actor=actor, on=on, reason=reason)


def close_tripartites(*, proposal_id: int, on: date, reason: TripartiteEnd, actor: Actor) -> None:
    """Nothing is left to support after `on`: what is signed ends that day at the latest, what is not is dropped."""
    for one in versions_of(proposal_id):
        if one.is_kept and completed_on(one) is None:
            _drop(one, actor)
        elif one.is_kept and last_in_force(one) > on:
            _end(one, on, reason, actor)


def _check_days(terms: Mapping[str, Any]) -> None:
    if terms["last_day"] is not None and terms["last_day"] < terms["first_day"]:
        raise Refusal("setting.refusal.ends_before", "last_day", day=shown(terms["first_day"]))
