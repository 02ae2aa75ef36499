"""Forms on what goes with an agreement: annexes, supervisor notices, papers."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.clock import today
from app.files.fields import PaperField
from app.web.fields import ChosenField, CodeField
from app.web.forms import BaseForm, VersionedForm
from occupancy.services.documents import PaperFacts
from occupancy.vocab import DocumentKind, NoticeEvent


class AnnexForm(VersionedForm):
    done_on = DateField(_l("annex.done_on"), [InputRequired()], default=today)
    valid_until = DateField(_l("annex.valid_until"), [Optional()])
    note = StringField(_l("annex.note"), [Optional(), Length(max=200)])


class NoticeForm(BaseForm):
    event = CodeField(_l("notice.event"), enum=NoticeEvent)
    due_on = DateField(_l("notice.due_on"), [InputRequired()])


class SendNoticeForm(BaseForm):
    sent_on = DateField(_l("notice.sent_on"), [InputRequired()], default=today)
    proof = StringField(_l("notice.proof"), [DataRequired(), Length(max=200)], description=_l("notice.proof_help"))
    file = PaperField(_l("notice.file"), description=_l("document.file_help"))


class DocumentForm(BaseForm):
    """`about` names the agreement or the amendment that the paper belongs to."""

    kind = ChosenField(_l("document.kind"), enum=DocumentKind)
    title = StringField(_l("document.title"), [DataRequired(), Length(max=120)])
    about = SelectField(_l("document.about"), [InputRequired()])
    dated_on = DateField(_l("document.dated_on"), [InputRequired()], default=today)
    valid_until = DateField(_l("document.valid_until"), [Optional()], description=_l("document.valid_until_help"))
    file = PaperField(_l("document.file"), [FileRequired()], description=_l("document.file_help"))

    def offer(self, agreements):
        """The agreements that a paper may be about, each with its amendments."""
        self.subjects = {}
        choices = []
        for agreement in agreements:
            self.subjects[agreement.public_id] = agreement, None
            choices.append((agreement.public_id, gettext("document.of_agreement", reference=agreement.reference)))
            for one in agreement.amendments:
                self.subjects[one.public_id] = agreement, one
                text = gettext("document.of_amendment", reference=agreement.reference, number=one.number)
                choices.append((one.public_id, text))
        self.about.choices = choices

    @property
    def subject(self):
        """The agreement chosen, and its amendment if one was."""
        return self.subjects[self.about.data]

    @property
    def facts(self):
        return PaperFacts(**{name: self.values[name] for name in ("title", "kind", "dated_on", "valid_until")})
