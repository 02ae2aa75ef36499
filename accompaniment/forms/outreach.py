"""Forms on sessions with many, and on acts of information."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from accompaniment.forms.prevention import one_of
from accompaniment.services.outreach import SessionFacts
from accompaniment.vocab_prevention import InformedParty, SessionTheme
from app.clock import today
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField


class SessionFields(BaseForm):
    theme = one_of(_l("collective.theme"), SessionTheme)
    held_on = DateField(_l("collective.held_on"), [InputRequired()], default=today)
    place = StringField(
        _l("collective.place"), [InputRequired(), Length(max=120)], description=_l("collective.place_help")
    )
    counted = IntegerField(
        _l("collective.counted"),
        [InputRequired(), NumberRange(0, 2000)],
        default=0,
        description=_l("collective.counted_help"),
    )
    materials = TextAreaField(_l("collective.materials"), [Optional(), Length(max=500)])
    asked = IntegerField(_l("collective.asked"), [Optional(), NumberRange(0, 2000)])
    pleased = IntegerField(_l("collective.pleased"), [Optional(), NumberRange(0, 2000)])

    def facts(self):
        """What was typed."""
        return SessionFacts(**(self.values | {"theme": SessionTheme(self.theme.data)}))


class NewSessionForm(SessionFields):
    pass


class EditSessionForm(VersionedForm, SessionFields):
    pass


class AttendeeForm(BaseForm):
    household = RecordField(_l("support.household"), [InputRequired()])
    people = IntegerField(
        _l("collective.people"),
        [InputRequired(), NumberRange(0, 30)],
        default=1,
        description=_l("collective.people_help"),
    )


class InformationFields(BaseForm):
    party = one_of(_l("information.party"), InformedParty)
    told_on = DateField(_l("information.told_on"), [InputRequired()], default=today)
    subject = StringField(
        _l("information.subject"), [InputRequired(), Length(max=200)], description=_l("information.subject_help")
    )
    reached = IntegerField(_l("information.reached"), [Optional(), NumberRange(1, 100_000)])

    def facts(self):
        """What was typed."""
        return self.values | {"party": InformedParty(self.party.data)}


class NewInformationForm(InformationFields):
    pass


class EditInformationForm(VersionedForm, InformationFields):
    pass
