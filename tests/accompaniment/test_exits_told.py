"""What an exit plan says is told where a closing says something of the same stay: the two may differ."""

import pytest

from accompaniment.vocab_exits import ExitStage
from app.auth.vocab import Role
from app.clock import today
from occupancy.models.closures import ClosureOutcome
from occupancy.vocab import ClosureOutcomeKind
from tests.occupancy.test_closures import a_closure

SAID = "Plan de sortie\N{NO-BREAK SPACE}: Agence immobilière sociale (AIS) · Candidature déposée"


@pytest.mark.parametrize(("role", "protected", "count"), [(Role.COORDINATION, False, 1), (Role.FIELD_WORKER, True, 0)])
def test_the_exit_plan_stands_beside_the_outcome_for_those_who_may_read_it(make, sign_in, role, protected, count):
    site, home = make.site(), make.household(is_protected=protected)
    stay, other = make.stay(make.home(site), home), make.stay(make.home(site))
    closure, kind = a_closure(make, site), ClosureOutcomeKind.EXIT_PLANNED
    for one in (stay, other):
        facts = {"kind": kind, "planned_on": today(), "note": "Offre Housing First acceptée."}
        make.save(ClosureOutcome(closure_id=closure.id, stay_id=one.id, **facts))
    make.exit_plan(home, stage=ExitStage.FILED)
    assert sign_in(make.user(role)).get(f"/closures/{closure.public_id}").text.count(SAID) == count
