"""Organisations and accounts."""

from typing import Any

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.passwords import hash_password
from app.auth.vocab import OrganisationKind, Role

PASSWORD = "un long mot de passe de test"
_HASH = hash_password(PASSWORD)
KINDS = {
    Role.HOUSING_OPERATOR: OrganisationKind.HOUSING_OPERATOR,
    Role.PARTNER: OrganisationKind.REFERRER,
    Role.CAPTEUR: OrganisationKind.CAPTEUR,
    Role.MEDIATOR: OrganisationKind.CAPTEUR,
    Role.FUNDER: OrganisationKind.FUNDER,
    Role.COORDINATION: OrganisationKind.COORDINATION,
}


def organisation(make: Any, **given: Any) -> Organisation:
    values = {"name": f"Association {make.number()}", "kind": OrganisationKind.FIELD_OPERATOR} | given
    return make.save(Organisation(**values))


def user(make: Any, role: Role = Role.COORDINATION, **given: Any) -> User:
    """An account with the password of tests; an organisation that suits its role unless one is given."""
    number = make.number()
    if "organisation_id" not in given:
        organisation = given.pop("organisation", None) or make.organisation(
            kind=KINDS.get(role, OrganisationKind.FIELD_OPERATOR)
        )
        given["organisation_id"] = organisation.id
    values = {"email": f"personne{number}@exemple.test", "name": f"Personne {number}", "password_hash": _HASH}
    return make.save(User(role=role, **(values | given)))
