"""What a referral's page shows of its life: where it stands, what may be done, what was asked, what happened."""

from flask import url_for
from flask_babel import gettext

from app.auth.vocab import Action
from app.i18n.formats import instant
from app.i18n.labels import key_of, label
from axes.queries.referrals import state_now
from axes.rules.referrals import may_happen
from axes.vocab import ReferralEventKind as Event
from axes.vocab import ReferralState

KINDS = {
    Event.ACCEPTED: "ok",
    Event.HOUSED: "ok",
    Event.REFUSED: "bad",
    Event.COMPLETION_ASKED: "warn",
    Event.WITHDRAWN: "quiet",
}
# act: (endpoint, what it adds)
SENDER = {
    "complete": ("drafts.complete", Event.COMPLETED),
    "withdraw": ("referrals.withdraw", Event.WITHDRAWN),
}
DECIDER = {
    "accept": ("decisions.accept", Event.ACCEPTED),
    "ask": ("decisions.ask", Event.COMPLETION_ASKED),
    "refuse": ("decisions.refuse", Event.REFUSED),
}


def next_steps(referral, reader):
    """The acts that this reader may do now: [(name, address)], the most expected first."""
    state = state_now(referral)
    acts = {}
    if referral.organisation_id == reader.organisation_id and reader.may(Action.REFERRAL_WRITE):
        acts |= SENDER
    if reader.may(Action.REFERRAL_DECIDE):
        acts |= DECIDER
    steps = [
        (name, url_for(endpoint, public_id=referral.public_id))
        for name, (endpoint, event) in acts.items()
        if may_happen(state, event)
    ]
    if state is ReferralState.DRAFT and acts:
        steps.insert(0, ("edit", url_for("drafts.edit", public_id=referral.public_id)))
    if may_happen(state, Event.NEWS):
        steps.append(("news", url_for("referrals.news", public_id=referral.public_id)))
    return steps


def open_questions(referral):
    """Questions that await the sender: [(field, text)]; none unless the referral was sent back."""
    if state_now(referral) is not ReferralState.TO_COMPLETE:
        return []
    asked = [event for event in referral.events if event.kind is Event.COMPLETION_ASKED]
    return [(comment.field, comment.text) for comment in asked[-1].comments]


def story(referral):
    """What happened, the latest first, as the history component takes it."""
    return [_told(event) for event in reversed(referral.events)]


def _told(event):
    text = gettext(key_of(event.kind))
    if event.refusal_reason:
        text += gettext("form.colon") + " " + label(event.refusal_reason)
    if event.text:
        text += " — " + event.text
    for comment in event.comments:  # what was asked of each field, then what was answered
        text += f" · {gettext('referral.field.' + comment.field)}{gettext('form.colon')} {comment.text}"
    who = event.user.name if event.user else None
    return event.at.isoformat(), instant(event.at), who, text, KINDS.get(event.kind, ""), None
