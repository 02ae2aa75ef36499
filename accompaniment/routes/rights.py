"""Rights of a household's people: the checklist, what happens to each, and how they stay."""

from flask import url_for

from accompaniment.forms.documents import ProofForm
from accompaniment.forms.entitlements import CancelRightForm, LastingRightForm, ResidenceForm, RightForm
from accompaniment.queries.documents import proofs_among, proofs_to_choose
from accompaniment.queries.entitlements import (
    entitlement_of,
    event_to_change,
    history_of,
    residences_of,
    rights_of,
)
from accompaniment.queries.files import current_stay, supports_of
from accompaniment.queries.objectives import objectives_of
from accompaniment.queries.people import members_today
from accompaniment.routes.opening import called, opened
from accompaniment.routes.pages import ACT, EDITS, VIEW
from accompaniment.routes.right_pages import right_pages as bp
from accompaniment.rules.entitlements import standing_on, state_of
from accompaniment.services.documents import choose_proof
from accompaniment.services.entitlements import cancel_right, note_residence, note_right
from accompaniment.vocab import ResidenceKind, RightState
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page
from app.web.lookup import or_404
from axes.vocab import HouseholdSection as Section
from occupancy.vocab import ObjectiveKind, ObjectiveState

UNDER_WAY = {RightState.REQUESTED, RightState.IN_PROGRESS, RightState.APPEALED, RightState.OBTAINED}
RESIDENCE = Action.RESIDENCE_VIEW


def member_of(file, public_id):
    """A member of today, by public id."""
    members = members_today(file.household.id, named=file.named)
    return or_404(next((one for one in members if one.public_id == public_id), None))


@bp.get("/households/<public_id>/support/rights")
@requires(GET=VIEW)
def household(public_id):
    file = opened(public_id, Section.RIGHTS)
    members = members_today(file.household.id, named=file.named)
    entries = [one.start_on for one in supports_of(file.household.id) if one.end_on is None]
    people = rights_of(members, today(), health=file.health, entry_on=min(entries, default=None))
    return page(
        "accompaniment/rights/of_household.html",
        file=file,
        household=file.household,
        people=people,
        proofs=proofs_among((right.event for one in people for right in one.rights if right.event), reader()),
        entry_on=min(entries, default=None),
        objective=_papers_reached(people, file.household.id),
        day=today(),
    )


def _papers_reached(people, household_id):
    """The open objective "papers in order" of a household whose adults all have theirs; None otherwise."""
    adults = [one for one in people if not one.person.is_minor]
    if not adults or not all(one.papers_in_order for one in adults):
        return None
    wanted = (ObjectiveKind.PAPERS, ObjectiveState.OPEN)
    return next((one for one in objectives_of(household_id) if (one.kind, one.state) == wanted), None)


@bp.route("/households/<public_id>/rights/<person_id>/<right_id>", methods=["GET", "POST"])
@requires(**EDITS)
def step(public_id, person_id, right_id):
    file = opened(public_id, Section.RIGHTS, ACT)
    person, right = member_of(file, person_id), or_404(entitlement_of(right_id))
    if right.sensitive and not file.health:
        or_404(None)
    history = history_of(person.person_id, right.id)
    stands = standing_on([one for one in history if one.cancelled_on is None], today())
    temporary = right.for_lasting_home and current_stay(file.household.id) is not None
    form = (LastingRightForm if temporary else RightForm)(data={"state": _next(stands).value})
    act = {"household": file.household, "person_id": person.person_id, "entitlement": right}
    return acted(
        form,
        lambda: note_right(**act, facts=form.facts, temporary=temporary, papers=form.files.papers, actor=reader()),
        template="accompaniment/rights/step.html",
        go=lambda _: url_for("rights.household", public_id=public_id),
        done="right.done.noted",
        household=file.household,
        file=file,
        called=called(person),
        person=person,
        right=right,
        history=history,
        proofs=proofs_among(history, reader()),
        stands=stands,
        state=state_of(stands, today()) if stands else None,
        temporary=temporary,
    )


def _next(stands):
    """What comes next most often: asked, then obtained, then obtained again."""
    return RightState.OBTAINED if stands and stands.state in UNDER_WAY else RightState.REQUESTED


@bp.route("/right-events/<public_id>/cancel", methods=["GET", "POST"])
@requires(**EDITS)
def cancel(public_id):
    event = or_404(event_to_change(public_id, reader()))
    file = opened(event.household.public_id, Section.RIGHTS, ACT)
    form = CancelRightForm(version=event.version)
    return acted(
        form,
        lambda: cancel_right(event=event, version=form.version.data, reason=form.reason.data, actor=reader()),
        template="accompaniment/rights/cancel.html",
        go=lambda _: url_for("rights.household", public_id=file.household.public_id),
        done="right.done.cancelled",
        household=file.household,
        event=event,
    )


@bp.route("/right-events/<public_id>/proof", methods=["GET", "POST"])
@requires(**EDITS)
def proof(public_id):
    """Which document proves what was noted; a new one is sent from here too."""
    event = or_404(event_to_change(public_id, reader()))
    file = opened(event.household.public_id, Section.RIGHTS, ACT)
    documents = proofs_to_choose(event, reader())
    chosen = next((one.public_id for one in documents if one.id == event.document_id), "")
    form = ProofForm(data={"version": event.version, "document": chosen})
    form.offer(documents)
    return acted(
        form,
        lambda: choose_proof(event=event, version=form.version.data, document=form.chosen, actor=reader()),
        template="accompaniment/rights/proof.html",
        go=lambda _: url_for("rights.household", public_id=file.household.public_id),
        done="paper.done.proven",
        household=file.household,
        event=event,
        documents=documents,
    )


@bp.route("/households/<public_id>/rights/<person_id>/residence", methods=["GET", "POST"])
@requires(GET=RESIDENCE, POST=RESIDENCE)
def residence(public_id, person_id):
    file = opened(public_id, Section.RESIDENCE, RESIDENCE)
    person = member_of(file, person_id)
    form = ResidenceForm()
    act = {"household": file.household, "person_id": person.person_id, "actor": reader()}
    return acted(
        form,
        lambda: note_residence(kind=ResidenceKind(form.kind.data), since=form.since.data, **act),
        template="accompaniment/rights/residence.html",
        go=lambda _: url_for("rights.household", public_id=public_id),
        done="right.done.residence",
        household=file.household,
        called=called(person),
        known=residences_of(person.person_id),
    )
