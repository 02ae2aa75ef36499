"""The first account of an installation, from the command line: there is no default one (S-29)."""

from app.audit.actor import Actor
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.queries.accounts import organisation_named
from app.auth.services.accounts import add_organisation, create_user
from app.auth.services.links import send_link
from app.auth.vocab import OrganisationKind, Role


def invite_first(
    *, email: str, name: str, role: Role, organisation: str, kind: OrganisationKind, public_url: str, actor: Actor
) -> tuple[User, str]:
    """Open an account, with its organisation where it is new, and make its invitation. Gives both.

    Raises `Refusal` for an address already taken and for a role that does not suit the organisation.
    """
    found: Organisation | None = organisation_named(organisation)
    if found is None:
        found = add_organisation(name=organisation, short_name=None, kind=kind, actor=actor)
    user = create_user(name=name, email=email, organisation=found, role=role, health_right=False, actor=actor)
    return user, send_link(user, public_url=public_url, actor=actor)
