"""Forms on what goes with an agreement: annexes, supervisor notices, papers."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.clock import today
from app.web.forms import BaseForm
from occupancy.forms.papers import PaperField
from occupancy.vocab import NoticeEvent
from sites.forms.fields import CodeField


class AnnexForm(BaseForm):
    done_on = DateField(_l("annex.done_on"), [InputRequired()], default=today)
    valid_until = DateField(_l("annex.valid_until"), [Optional()])
    note = StringField(_l("annex.note"), [Optional(), Length(max=200)])


class NoticeForm(BaseForm):
    event = CodeField(_l("notice.event"), enum=NoticeEvent)
    due_on = DateField(_l("notice.due_on"), [InputRequired()])


class SendNoticeForm(BaseForm):
    sent_on = DateField(_l("notice.sent_on"), [InputRequired()], default=today)
    proof = StringField(_l("notice.proof"), [InputRequired(), Length(max=200)], description=_l("notice.proof_help"))


class DocumentForm(BaseForm):
    title = StringField(_l("document.title"), [InputRequired(), Length(max=120)])
    file = PaperField(_l("document.file"), [FileRequired()], description=_l("document.file_help"))
