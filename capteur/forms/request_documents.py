"""The form that joins documents to a housing request."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import BooleanField, DateField, SelectField
from wtforms.validators import InputRequired, Optional

from accompaniment.forms.documents import ACCEPTED
from app.files.fields import PapersField
from app.i18n.labels import choices
from app.web.forms import BaseForm
from capteur.services.request_documents import PaperFacts
from capteur.vocab import RequestPaper


class JoinForm(BaseForm):
    kind = SelectField(
        _l("request_document.kind"), [InputRequired()], choices=lambda: choices(RequestPaper, empty=True)
    )
    last_day = DateField(_l("request_document.last_day"), [Optional()], description=_l("request_document.last_help"))
    confidential = BooleanField(
        _l("request_document.confidential"), description=_l("request_document.confidential_help")
    )
    files = PapersField(
        _l("request_document.files"),
        [FileRequired()],
        description=_l("request_document.files_help"),
        render_kw={"accept": ACCEPTED},
    )

    @property
    def facts(self):
        return PaperFacts(
            kind=RequestPaper(self.kind.data), confidential=self.confidential.data, last_day=self.last_day.data
        )
