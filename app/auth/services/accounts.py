"""Acts on accounts and organisations, by administrators; and by each on their own account."""

from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.rules.roles import may_have_health_right, suits
from app.auth.services.calendars import end_calendar
from app.auth.services.links import end_links
from app.auth.services.sessions import end_all_sessions
from app.auth.services.sign_in import forget_devices
from app.auth.vocab import OrganisationKind, Role
from app.clock import now
from app.conflicts import guarded
from app.db import db
from app.i18n.labels import label
from app.web.errors import Refusal, refuse_stale

# A name or an address already taken is told beside its field.
TAKEN = {
    "uq_app_user_email": lambda: Refusal("user.refused.email_taken", "email"),
    "app_user_in_team": lambda: Refusal("user.refused.in_team", "organisation"),
    "uq_organisation_name": lambda: Refusal("organisation.refused.name_taken", "name"),
}


def create_user(
    *, name: str, email: str, organisation: Organisation, role: Role, health_right: bool, actor: Actor
) -> User:
    """Open an account without a password: its invitation is sent apart (`send_link`)."""
    _refuse_unsuited(role, organisation, health_right)
    user = User(
        name=name, email=email.strip().lower(), organisation_id=organisation.id, role=role, health_right=health_right
    )
    user.organisation = organisation
    with guarded(TAKEN):
        db.session.add(user)
    record("user.created", user, actor=actor, role=role, organisation=organisation, health_right=health_right)
    return user


def edit_user(
    user: User,
    *,
    version: int | None,
    name: str,
    email: str,
    organisation: Organisation,
    role: Role,
    health_right: bool,
    actor: Actor,
) -> None:
    """Change who somebody is and what they may do; it holds from their next request on.

    Another address ends links sent to the former one; another role or organisation ends open sessions and the agenda.
    """
    refuse_stale(user, version)
    _refuse_unsuited(role, organisation, health_right)
    if user.id == actor.user_id and role is not user.role:
        raise Refusal("user.refused.own_role", "role")
    if user.email != email.strip().lower():
        end_links(user)
    moved = (user.role, user.organisation_id) != (role, organisation.id)
    with guarded(TAKEN):
        user.name, user.email, user.role, user.health_right = name, email.strip().lower(), role, health_right
        user.organisation = organisation
    record("user.edited", user, actor=actor, role=role, organisation=organisation, health_right=health_right)
    if moved:
        end_all_sessions(user_id=user.id, actor=actor)
        end_calendar(user, actor=actor)


def _refuse_unsuited(role: Role, organisation: Organisation, health_right: bool) -> None:
    if not suits(role, organisation.kind):
        raise Refusal("user.refused.role", "role", role=label(role), kind=label(organisation.kind))
    if health_right and not may_have_health_right(role):
        raise Refusal("user.refused.health", "health_right", role=label(role))


def edit_own_account(
    user: User, *, version: int | None, name: str, locale: str, wants_digest: bool, actor: Actor
) -> None:
    """How one is called, in which language pages and mails speak, and whether one is written to each day."""
    refuse_stale(user, version)
    user.name, user.locale, user.wants_digest = name, locale, wants_digest
    db.session.flush()
    record("user.edited_own", user, actor=actor)


def deactivate_user(user: User, *, actor: Actor) -> None:
    """Close an account: its sessions, links, devices and agenda end at once, forms opened before are refused (S-07)."""
    if user.id == actor.user_id:
        raise Refusal("user.refused.self")
    if user.deactivated_at is not None:
        return
    user.deactivated_at = now()
    record("user.deactivated", user, actor=actor)
    end_links(user)
    forget_devices(user.id)
    end_all_sessions(user_id=user.id, actor=actor)
    end_calendar(user, actor=actor)


def reactivate_user(user: User, *, actor: Actor) -> None:
    """Open a closed account again, with the password it had; its sessions stay ended."""
    if user.deactivated_at is not None:
        user.deactivated_at = None
        record("user.reactivated", user, actor=actor)


def add_organisation(*, name: str, short_name: str | None, kind: OrganisationKind, actor: Actor) -> Organisation:
    """Note an organisation. Raises `Refusal` for a name already known."""
    organisation = Organisation(name=name, short_name=short_name, kind=kind)
    with guarded(TAKEN):
        db.session.add(organisation)
    record("organisation.added", organisation, actor=actor, kind=kind)
    return organisation


def edit_organisation(
    organisation: Organisation,
    *,
    version: int | None,
    name: str,
    short_name: str | None,
    kind: OrganisationKind,
    closed_on: date | None,
    actor: Actor,
) -> None:
    """Correct an organisation, close it on a day or open it again. From that day its people no longer enter."""
    refuse_stale(organisation, version)
    if closed_on is not None and _has(organisation, actor):
        raise Refusal("organisation.refused.own", "closed_on")
    _refuse_kind(organisation, kind)
    with guarded(TAKEN):
        organisation.name, organisation.short_name = name, short_name
        organisation.kind, organisation.closed_on = kind, closed_on
    record("organisation.edited", organisation, actor=actor, kind=kind, closed_on=closed_on)


def _has(organisation: Organisation, actor: Actor) -> bool:
    return organisation.id == actor.organisation_id


def _refuse_kind(organisation: Organisation, kind: OrganisationKind) -> None:
    """A kind that its people's roles do not suit would leave them with rights that nobody meant."""
    roles = sa.select(User.role).where(User.organisation_id == organisation.id, User.deactivated_at.is_(None))
    for role in db.session.scalars(roles.distinct().order_by(User.role)):
        if kind is not organisation.kind and not suits(role, kind):
            raise Refusal("organisation.refused.kind", "kind", role=label(role), kind=label(kind))
