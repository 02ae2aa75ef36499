"""Who is known by name on the pages from a captured dwelling to a letting."""

from app.audit.views import note_view
from app.auth.gate import reader
from app.clock import today
from axes.queries.persons import members_of, names_of
from axes.queries.referrals import is_nameable
from axes.vocab import HouseholdSection as Section
from capteur.queries.duties import IN_THE_FIELD
from capteur.queries.requests import first_person
from capteur.rules.requests import short_name
from capteur.rules.tripartites import state_of
from capteur.vocab import RequestConsent
from capteur.vocab_lettings import ProposalEnd, TripartiteState


def who(proposal, versions=()):
    """Who the household is, as the reader may know it, and that it was seen.

    The prospector and the mediator by a first name until it is selected; the sender its own; the support body while a
    convention in force shares what is needed; others where the people agreed.
    """
    request = proposal.request
    named = _is_known(proposal, versions)
    name = first_person(request.household_id) if reader().role in IN_THE_FIELD and not named else None
    seen = [Section.REFERRAL, *([Section.IDENTITY] if named or name else [])]
    note_view(request.household, actor=reader(), sections=seen)
    return {
        "members": members_of(request.household_id, named=named),
        "short": short_name(name) if name else None,
        "named": named,
        "born": reader().role not in IN_THE_FIELD,  # a name is enough for a lease
    }


def names_in(rows, known):
    """Names beside the references of a list of requests or lettings: {household key: name}. `known(row)` tells whom
    the prospector and the mediator may name; others name those they may anywhere."""
    field = reader().role in IN_THE_FIELD
    selected = [row[0].household_id for row in rows if field and known(row)]
    return names_of([row[0].household_id for row in rows], reader(), selected) if rows else {}


def _is_known(proposal, versions):
    if reader().role in IN_THE_FIELD:
        return is_selected(proposal)
    mine = [one for one in versions if one.support_id == reader().organisation_id and one.consent_on is not None]
    if any(state_of(one, today()) is TripartiteState.IN_FORCE for one in mine):
        return True
    return is_nameable(reader(), proposal.request.household_id)


def is_selected(proposal):
    """The prospector and the mediator may know who they are, if they agreed to more than a profile."""
    stands = proposal.is_alive or proposal.end_reason is ProposalEnd.LET
    agreed = proposal.request.consent_scope is not RequestConsent.PROFILE
    return proposal.selected_on is not None and stands and agreed
