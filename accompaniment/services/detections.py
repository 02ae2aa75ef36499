"""Detections: given by a landlord or noted by a service, taken up for a household, followed by meetings."""

from datetime import date

from accompaniment.models.detections import AdviserMeeting, Detection
from accompaniment.vocab_prevention import MeetingResult, RiskSign, SetAside
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.clock import today
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.people import Household


def note_detection(
    *,
    household: Household,
    detected_by: Organisation,
    sign: RiskSign,
    found_on: date,
    told: str | None,
    actor: Reader,
) -> Detection:
    """The actor's association notes that a household of its own is at risk, as somebody saw. Raises `Refusal`."""
    _refuse_to_come("found_on", found_on)
    made = Detection(organisation_id=actor.organisation_id, detected_by_id=detected_by.id, author_id=actor.user_id)
    made.household_id, made.taken_up_on = household.id, today()
    made.found_on, made.sign, made.told = found_on, sign, told
    return _written(made, actor, household)


def give_detection(
    *, organisation: Organisation, sign: RiskSign, found_on: date, told: str, actor: Reader
) -> Detection:
    """A landlord tells an association of a tenant: what it says is all that there is. Raises `Refusal`."""
    _refuse_to_come("found_on", found_on)
    made = Detection(organisation_id=organisation.id, detected_by_id=actor.organisation_id, author_id=actor.user_id)
    made.found_on, made.sign, made.told, made.given = found_on, sign, told, True
    return _written(made, actor, None)


def _written(made: Detection, actor: Reader, household: Household | None) -> Detection:
    db.session.add(made)
    db.session.flush()
    record("detection.noted", made, actor=actor, household=household, found_on=made.found_on, sign=made.sign)
    return made


def take_up(*, detection: Detection, version: int | None, household: Household, actor: Reader) -> None:
    """What a landlord told is about this household, and the association meets it. Raises `Stale`, `Conflict`."""
    refuse_stale(detection, version)
    _refuse_settled(detection)
    if detection.household_id is not None:
        raise Conflict("detection.conflict.taken_up", day=shown(detection.taken_up_on or today()))
    detection.household_id, detection.taken_up_on = household.id, today()
    db.session.flush()
    record("detection.taken_up", detection, actor=actor, household=household, taken_up_on=today())


def set_aside(*, detection: Detection, version: int | None, reason: SetAside, actor: Reader) -> None:
    """Nothing follows, and why. Raises `Stale`, `Conflict`."""
    refuse_stale(detection, version)
    _refuse_settled(detection)
    detection.set_aside_on, detection.set_aside = today(), reason
    db.session.flush()
    record("detection.set_aside", detection, actor=actor, household=detection.household, reason=reason)


def write_meeting(
    *, detection: Detection, version: int | None, met_on: date, result: MeetingResult, actor: Reader
) -> AdviserMeeting:
    """A meeting was held, refused or missed. Raises `Stale`, `Refusal` for a day that cannot be, `Conflict`."""
    refuse_stale(detection, version)
    _refuse_settled(detection)
    if detection.household_id is None:
        raise Conflict("detection.conflict.nobody")
    _check_meeting(detection, met_on)
    made = AdviserMeeting(detection_id=detection.id, author_id=actor.user_id, met_on=met_on, result=result)
    db.session.add(made)
    count_as_changed(detection)
    db.session.flush()
    record("detection.meeting", made, actor=actor, household=detection.household, met_on=met_on, result=result)
    return made


def edit_meeting(
    *, meeting: AdviserMeeting, version: int | None, met_on: date, result: MeetingResult, actor: Reader
) -> None:
    """Put right what was written of a meeting, its detection loaded. Raises as `write_meeting`."""
    refuse_stale(meeting, version)
    _check_meeting(meeting.detection, met_on)
    meeting.met_on, meeting.result = met_on, result
    db.session.flush()
    record(
        "detection.meeting_edited",
        meeting,
        actor=actor,
        household=meeting.detection.household,
        met_on=met_on,
        result=result,
    )


def _check_meeting(detection: Detection, met_on: date) -> None:
    _refuse_to_come("met_on", met_on)
    if met_on < detection.found_on:
        raise Refusal("detection.refusal.before", "met_on", day=shown(detection.found_on))


def _refuse_settled(detection: Detection) -> None:
    if detection.set_aside_on is not None:
        raise Conflict("detection.conflict.set_aside", day=shown(detection.set_aside_on))


def _refuse_to_come(field: str, day: date) -> None:
    if day > today():
        raise Refusal("detection.refusal.to_come", field, day=shown(today()))
