"""Sending a referral with what the household agreed to: who may read its file, and until when (rule 44)."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.auth.models.organisations import Organisation
from app.clock import today
from app.db import db
from app.web.errors import Refusal
from axes.models.people import Consent, Household
from axes.models.referrals import Referral
from axes.queries.scope import in_force
from axes.services.consents import give_consent
from axes.services.referrals import submit_referral
from axes.vocab import ConsentScope


def send_referral(
    *,
    referral: Referral,
    share_with: Sequence[Organisation],
    health: bool,
    known: bool,
    purpose: str,
    last_day: date | None,
    version: int,
    actor: Actor,
) -> None:
    """Record the consents and send the request. What is agreed already stays as it is.

    Raises `Refusal` as `give_consent` and `submit_referral` do.
    """
    household = referral.household
    if health and not share_with:
        raise Refusal("referral.refusal.health_with_nobody", "health")
    if known:
        _agree(household, ConsentScope.KNOWN_TO_PARTNERSHIP, None, purpose, last_day, actor)
    for organisation in share_with:
        _agree(household, ConsentScope.SHARE_FILE, organisation, purpose, last_day, actor)
        if health:
            _agree(household, ConsentScope.SHARE_HEALTH, organisation, purpose, last_day, actor)
    submit_referral(referral=referral, version=version, actor=actor)


def _agree(
    household: Household,
    scope: ConsentScope,
    organisation: Organisation | None,
    purpose: str,
    last_day: date | None,
    actor: Actor,
) -> None:
    organisation_id = organisation.id if organisation else None
    standing = sa.select(Consent.id).where(
        Consent.household_id == household.id,
        Consent.scope == scope,
        Consent.organisation_id.is_not_distinct_from(organisation_id),
        *in_force(),
    )
    if organisation_id == household.organisation_id or db.session.scalar(standing.limit(1)) is not None:
        return
    give_consent(
        household=household,
        scope=scope,
        organisation=organisation,
        purpose=purpose,
        given_on=today(),
        last_day=last_day,
        actor=actor,
    )
