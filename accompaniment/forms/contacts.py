"""Forms on contacts: what is asked at once fits a phone, all else is optional."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from accompaniment.services.contacts import ContactFacts
from accompaniment.vocab import HEALTH_TOPICS, PLAIN_TOPICS, ContactKind, NoteKind, Topic
from app.clock import today
from app.i18n.labels import choices, label
from app.web.days import lived
from app.web.fields import CheckboxesField
from app.web.forms import BaseForm, VersionedForm

USUAL_MINUTES = 30


class ContactFields(BaseForm):
    kind = RadioField(
        _l("contact.kind"), choices=lambda: choices(ContactKind), validators=[InputRequired(_l("contact.kind_needed"))]
    )
    happened_on = DateField(_l("contact.happened_on"), default=today, validators=[InputRequired(), lived])
    minutes = IntegerField(
        _l("contact.minutes"), default=USUAL_MINUTES, validators=[Optional(), NumberRange(min=0, max=1440)]
    )
    people = CheckboxesField(_l("contact.people"))
    place = StringField(_l("contact.place"), validators=[Optional(), Length(max=120)])
    topics = CheckboxesField(_l("contact.topics"))
    next_step = StringField(_l("contact.next_step"), validators=[Optional(), Length(max=300)])
    next_on = DateField(_l("contact.next_on"), description=_l("contact.next_on_help"), validators=[Optional()])

    def offer(self, *, people, health):
        """`people`: (public id, name); topics of the health area only where it is open."""
        self.people.choices = people
        self.topics.choices = [(one.value, label(one)) for one in (*PLAIN_TOPICS, *(HEALTH_TOPICS if health else ()))]

    def facts(self, ids):
        """What was entered; `ids` are the keys of the persons offered, by public id."""
        values = self.values
        return ContactFacts(
            kind=ContactKind(values["kind"]),
            happened_on=values["happened_on"],
            minutes=values["minutes"],
            people=tuple(ids[one] for one in values["people"] or ()),
            place=values["place"],
            topics=tuple(Topic(code) for code in values["topics"] or ()),
            next_step=values["next_step"],
            next_on=values["next_on"],
        )


class NewContactForm(ContactFields):
    """With a contact: the earlier next steps that this was, and a note for named readers."""

    done = CheckboxesField(_l("contact.done"))
    note = TextAreaField(_l("contact.note"), validators=[Optional(), Length(max=5000)], render_kw={"rows": 4})
    note_kind = RadioField(
        _l("note.kind"),
        choices=lambda: choices(NoteKind),
        default=NoteKind.ORGANISATION.value,
        validators=[InputRequired()],
    )


class EditContactForm(VersionedForm, ContactFields):
    pass


class CancelContactForm(VersionedForm):
    reason = StringField(_l("contact.cancel_reason"), validators=[InputRequired(), Length(max=300)])
