"""A mediator named for a protected household is so for that work: while a case lasts and they are in charge."""

from app.audit.actor import Actor
from app.auth.models.users import User
from app.auth.vocab import Role
from axes.services.protection import name_instead
from capteur.queries.beside import mediators_named, protected_in, protected_of_letting


def end_namings(*, letting_id: int, actor: Actor) -> None:
    """The last open case of a protected household was closed: its mediators are named for it no more. Who protects it
    may name them again."""
    household = protected_of_letting(letting_id)
    if household is None:
        return
    for mediator in mediators_named(household.id):
        name_instead(household=household, leaver=mediator, receiver=None, actor=actor)


def pass_naming(*, opportunity_id: int, leaver: User, receiver: User, actor: Actor) -> None:
    """Another mediator takes over a dwelling: named for the protected household that lives there instead of who was."""
    household = protected_in(opportunity_id)
    if household is not None and leaver.id in {one.id for one in mediators_named(household.id)}:
        named = receiver if receiver.role is Role.MEDIATOR else None
        name_instead(household=household, leaver=leaver, receiver=named, actor=actor)
