"""Forms on concertation: a meeting, its agenda, a decision; the review of a partner."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.clock import today
from app.i18n.labels import choices
from app.web.days import lived
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField
from capteur.services.concertations import DecisionFacts
from capteur.vocab_follow_up import ReviewVerdict

NO_NAMES = _l("concertation.no_names")


class MeetingFields(BaseForm):
    held_on = DateField(_l("concertation.held_on"), [InputRequired(), lived], default=today)
    place = StringField(_l("concertation.place"), [Optional(), Length(max=120)])
    present = TextAreaField(
        _l("concertation.present"),
        [Optional(), Length(max=1000)],
        description=_l("concertation.present_help"),
        render_kw={"rows": 3},
    )
    minutes = TextAreaField(
        _l("concertation.minutes"), [Optional(), Length(max=4000)], description=NO_NAMES, render_kw={"rows": 6}
    )


class NewMeetingForm(MeetingFields):
    pass


class EditMeetingForm(VersionedForm, MeetingFields):
    pass


class AddItemForm(BaseForm):
    subject = StringField(_l("concertation.subject"), [DataRequired(), Length(max=200)], description=NO_NAMES)
    organisation = RecordField(_l("concertation.about"), [Optional()])


class DecideForm(VersionedForm):
    words = TextAreaField(
        _l("concertation.decision"), [DataRequired(), Length(max=1000)], description=NO_NAMES, render_kw={"rows": 4}
    )
    who = StringField(
        _l("concertation.who"), [DataRequired(), Length(max=120)], description=_l("concertation.who_help")
    )
    due_on = DateField(_l("concertation.due_on"), [Optional()])

    @property
    def facts(self):
        return DecisionFacts(**self.values)


class ReviewForm(BaseForm):
    verdict = RadioField(_l("reactivity.verdict"), [InputRequired()], choices=lambda: choices(ReviewVerdict))
    reason = TextAreaField(
        _l("reactivity.reason"),
        [DataRequired(), Length(max=1000)],
        description=_l("reactivity.reason_help"),
        render_kw={"rows": 4},
    )
