"""Which roles an organisation's people can have: a role that would open nothing, or too much, is refused."""

from app.auth.policy import may
from app.auth.vocab import Action, OrganisationKind, Role

Kind = OrganisationKind
SUITS: dict[Role, frozenset[OrganisationKind]] = {
    Role.COORDINATION: frozenset({Kind.COORDINATION, Kind.FIELD_OPERATOR}),
    Role.ALLOCATION: frozenset({Kind.COORDINATION, Kind.FIELD_OPERATOR}),
    Role.FIELD_WORKER: frozenset({Kind.FIELD_OPERATOR, Kind.COORDINATION, Kind.CAPTEUR}),
    Role.HOUSING_OPERATOR: frozenset({Kind.HOUSING_OPERATOR, Kind.RENTAL_MANAGER}),
    Role.PARTNER: frozenset({Kind.REFERRER, Kind.FIELD_OPERATOR}),
    Role.CAPTEUR: frozenset({Kind.CAPTEUR, Kind.FIELD_OPERATOR}),
    Role.MEDIATOR: frozenset({Kind.CAPTEUR, Kind.FIELD_OPERATOR}),
    Role.FUNDER: frozenset({Kind.FUNDER}),
    Role.ADMINISTRATOR: frozenset({Kind.COORDINATION, Kind.FIELD_OPERATOR}),
}


def suits(role: Role, kind: OrganisationKind) -> bool:
    """Whether somebody of such an organisation can have the role."""
    return kind in SUITS[role]


def may_have_health_right(role: Role) -> bool:
    """Whether the policy lets the role see health at all."""
    return may(role, Action.HOUSEHOLD_HEALTH)
