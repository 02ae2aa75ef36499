"""What becomes of requests for a dwelling and of lettings when a household is erased. Owners are other people: theirs
is not touched here."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.periods.shift import brussels_day
from axes.erasing import Emptied, Erasing, acted_on
from axes.vocab_erasures import PersonalData as Data
from axes.vocab_erasures import UnderWay
from capteur.models.concertations import ConcertationDecision
from capteur.models.follow_up import DueVisit, SupportAlert
from capteur.models.lettings import Letting
from capteur.models.mediation import MediationCase, MediationStep
from capteur.models.proposals import HousingProposal
from capteur.models.request_documents import RequestDocument
from capteur.models.requests import HousingRequest, RequestEvent
from capteur.models.tripartites import TripartiteSignature

OF_REQUEST, OF_LETTING = "request_id.household_id", "letting_id.household_id"


def _asked(_day: date) -> sa.Select[Any]:
    sent = HousingRequest.submitted_on.is_not(None)
    return sa.select(HousingRequest.household_id).where(HousingRequest.is_alive, sent)


def _let(day: date) -> sa.Select[Any]:
    return sa.select(Letting.household_id).where(sa.or_(Letting.is_running, Letting.end_on > day))


CAPTEUR = Erasing(
    emptied=(
        Emptied(MediationStep, Data.LETTING, "case_id." + OF_LETTING),
        Emptied(MediationCase, Data.LETTING, OF_LETTING),
        Emptied(ConcertationDecision, Data.LETTING, "item_id.alert_id." + OF_LETTING),
        Emptied(SupportAlert, Data.LETTING, OF_LETTING),
        Emptied(DueVisit, Data.LETTING, OF_LETTING),
        Emptied(Letting, Data.LETTING),
        Emptied(TripartiteSignature, Data.LETTING, "tripartite_id.proposal_id." + OF_REQUEST),
        Emptied(HousingProposal, Data.LETTING, OF_REQUEST),
        Emptied(RequestDocument, Data.DOCUMENT, OF_REQUEST),
        Emptied(RequestEvent, Data.LETTING, OF_REQUEST),
        Emptied(HousingRequest, Data.LETTING),
    ),
    acts=(
        acted_on(
            HousingRequest.household_id, brussels_day(RequestEvent.at), RequestEvent.request_id == HousingRequest.id
        ),
        acted_on(Letting.household_id, Letting.start_on),
        acted_on(Letting.household_id, Letting.end_on),
        acted_on(Letting.household_id, DueVisit.happened_on, DueVisit.letting_id == Letting.id),
        acted_on(
            Letting.household_id,
            MediationStep.happened_on,
            MediationStep.case_id == MediationCase.id,
            MediationCase.letting_id == Letting.id,
        ),
    ),
    followed=(sa.select(Letting.household_id),),
    under_way={UnderWay.HOUSING_REQUEST: _asked, UnderWay.LETTING: _let},
)
