"""An address for every page with a form, on one of each thing: `examples(make)`.

A new page with a form gets its line in `places.py` or `lives.py`; `test_forms.py` fails until it has one.
"""

from typing import Any

from app.auth.vocab import Role
from tests.every.examples import (
    capteur,
    captures,
    delays,
    documents,
    exits,
    follow_up,
    housing,
    incidents,
    lettings,
    lives,
    measures,
    mediation,
    network,
    owners,
    places,
    prevention,
    rights,
    support,
    tasks,
)
from tests.every.examples.example import TEAM, Example
from tests.factories import Make


def people(make: Make, programme: Any) -> dict[str, Any]:
    """Who opens the pages; the worker and the partner bring households of their own."""
    team = programme.teams[TEAM]
    worker = make.user(Role.FIELD_WORKER, organisation_id=team.organisation_id, health_right=True)
    make.team_member(team, worker)
    return {
        "coordination": make.user(),
        "allocation": make.user(Role.ALLOCATION),
        "worker": worker,
        "partner": make.user(Role.PARTNER, locale="fr"),
        "administrator": make.user(Role.ADMINISTRATOR, name="Avant Moi"),
    }


def examples(make: Make) -> tuple[dict[str, Any], dict[str, Example]]:
    """The people, and an example for each endpoint."""
    programme = make.programme()
    known = people(make, programme)
    pages = places.account_pages(make, known) | places.setting_pages(make, programme) | places.site_pages(make)
    pages |= lives.household_pages(make, programme, known) | lives.assessment_pages(make, programme, known)
    pages |= lives.referral_pages(make, programme, known) | places.agreement_pages(make, known)
    pages |= lives.stay_pages(make, programme, known) | lives.exit_pages(make, programme, known)
    pages |= lives.closure_pages(make, programme) | lives.allocation_pages(make, programme)
    pages |= lives.relocation_pages(make) | places.extension_pages(make)
    pages |= support.support_pages(make, programme, known)
    pages |= rights.right_pages(make, programme, known)
    pages |= documents.document_pages(make, programme, known) | exits.exit_pages(make, programme, known)
    pages |= delays.delay_pages(make)
    pages |= tasks.task_pages(make, programme, known) | tasks.hand_over_pages(make, programme, known)
    pages |= network.network_pages(make, known)
    pages |= housing.housing_pages(make, known)
    pages |= prevention.prevention_pages(make, known)
    pages |= incidents.incident_pages(make, programme, known)
    pages |= capteur.capteur_pages(make, known)
    pages |= owners.owner_pages(make, known)
    pages |= lettings.letting_pages(make, known)
    pages |= follow_up.follow_up_pages(make, known)
    pages |= mediation.mediation_pages(make, known)
    pages |= captures.capture_pages(make, known) | measures.measure_pages(make, known)
    return known, pages
