"""The accounts of the demonstration and their organisations: these are real, the people invented."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.passwords import hash_password
from app.auth.vocab import OrganisationKind, Role
from app.db import db

K, R = OrganisationKind, Role
DOMAIN = "tremplin.example"


@dataclass(frozen=True)
class Account:
    """An account of the demonstration: `login`@tremplin.example."""

    login: str
    name: str
    organisation: str
    kind: OrganisationKind
    role: Role
    health_right: bool = False

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


ACCOUNTS = (
    Account("coordination", "Noor Coordination", "Bruss’help", K.COORDINATION, R.COORDINATION),
    Account("allocation", "Elias Attribution", "New Samusocial", K.FIELD_OPERATOR, R.ALLOCATION),
    Account("axe1", "Camille Axe-Un", "L’Ilot CCL", K.FIELD_OPERATOR, R.FIELD_WORKER),
    Account("axe2", "Samir Axe-Deux", "Pierre d’Angle", K.FIELD_OPERATOR, R.FIELD_WORKER),
    Account("axe3", "Lotte Axe-Trois", "Smes", K.FIELD_OPERATOR, R.FIELD_WORKER, health_right=True),
    Account("comensia", "Jan Opérateur", "Comensia", K.HOUSING_OPERATOR, R.HOUSING_OPERATOR),
    Account("partenaire", "Aïcha Partenaire", "Maraude Sainte-Marie (fictive)", K.REFERRER, R.PARTNER),
    Account("capteur", "Hugo Capteur", "Capteur logement (fictif)", K.CAPTEUR, R.CAPTEUR),
    Account("mediateur", "Ana Médiation", "Capteur logement (fictif)", K.CAPTEUR, R.MEDIATOR),
    Account("financeur", "Els Financeur", "COCOM", K.FUNDER, R.FUNDER),
    Account("admin", "Dominique Admin", "Bruss’help", K.COORDINATION, R.ADMINISTRATOR),
    # Colleagues, so that teams have a second worker; they sign in as well.
    Account("axe2bis", "Maya Axe-Deux", "Pierre d’Angle", K.FIELD_OPERATOR, R.FIELD_WORKER, health_right=True),
    Account("axe3bis", "Tom Axe-Trois", "Smes", K.FIELD_OPERATOR, R.FIELD_WORKER),
    Account("diogenes", "Ines Maraude", "DIOGENES", K.FIELD_OPERATOR, R.FIELD_WORKER, health_right=True),
    Account("ressource", "Leïla Accompagnement", "Service d’accompagnement Ressource (fictif)", K.REFERRER, R.PARTNER),
    Account("samusocial", "Paul Accueil", "New Samusocial", K.FIELD_OPERATOR, R.FIELD_WORKER),
)
SHOWN = 11  # the first eleven are the ones printed and documented


def organisation(name: str, kind: OrganisationKind) -> Organisation:
    """The organisation of that name, added if it is not there; those that say "fictif" are not real."""
    found = db.session.scalar(sa.select(Organisation).where(Organisation.name == name))
    if found is None:
        found = Organisation(name=name, kind=kind, is_real="(fictif" not in name)
        db.session.add(found)
        db.session.flush()
    return found


def load_accounts(password: str, actor: Actor) -> dict[str, User]:
    """Add the accounts, all with one password; gives them back by login."""
    password_hash = hash_password(password)
    users = {}
    for account in ACCOUNTS:
        user = User(
            email=account.email,
            name=account.name,
            organisation_id=organisation(account.organisation, account.kind).id,
            role=account.role,
            health_right=account.health_right,
            password_hash=password_hash,
        )
        db.session.add(user)
        users[account.login] = user
    db.session.flush()
    record("demo.accounts_loaded", None, actor=actor, users=list(users.values()))
    return users
