"""Forms on documents: what each is, whose, until when; above all who will read it."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from accompaniment.services.documents import PaperFacts
from accompaniment.vocab_documents import PaperKind, PaperReaders, PaperRemoval
from app.files.fields import PapersField
from app.i18n.labels import choices, label
from app.web.fields import ChosenField
from app.web.forms import BaseForm, VersionedForm

ACCEPTED = "application/pdf,image/jpeg,image/png"


class DocumentFields(BaseForm):
    """`offer` first: whose it may be."""

    kind = ChosenField(_l("paper.kind"), enum=PaperKind)
    title = StringField(_l("paper.title"), [Optional(), Length(max=120)], description=_l("paper.title_help"))
    person = SelectField(_l("paper.person"))
    first_day = DateField(_l("paper.first_day"), [Optional()])
    last_day = DateField(_l("paper.last_day"), [Optional()], description=_l("paper.last_day_help"))
    reminds = BooleanField(_l("paper.reminds"), default=True, description=_l("paper.reminds_help"))
    readers = RadioField(
        _l("paper.readers"),
        choices=lambda: choices(PaperReaders),
        default=PaperReaders.ORGANISATION.value,
        validators=[InputRequired()],
    )

    def offer(self, people):
        """`people`: key and name of each person, by public id."""
        self.people = {"": (None, gettext("paper.of_all"))} | people
        self.person.choices = [(public_id, name) for public_id, (_, name) in self.people.items()]

    @property
    def facts(self):
        names = ("kind", "title", "first_day", "last_day", "reminds")
        person_id, _ = self.people[self.person.data]
        known = {name: self.values[name] for name in names}
        return PaperFacts(person_id=person_id, readers=PaperReaders(self.readers.data), **known)


class NewDocumentForm(DocumentFields):
    files = PapersField(
        _l("paper.files"),
        [FileRequired()],
        description=_l("paper.files_help"),
        render_kw={"accept": ACCEPTED},
    )


class EditDocumentForm(DocumentFields, VersionedForm):
    pass


class RemoveDocumentForm(VersionedForm):
    reason = RadioField(_l("paper.removal"), choices=lambda: choices(PaperRemoval), validators=[InputRequired()])


class ProofForm(VersionedForm):
    document = SelectField(_l("paper.proof"))

    def offer(self, documents):
        """The documents that may be the proof."""
        self.documents = {"": None} | {one.public_id: one for one in documents}
        found = [(key, one and _called(one)) for key, one in self.documents.items()]
        self.document.choices = [(key, text or gettext("paper.no_proof")) for key, text in found]

    @property
    def chosen(self):
        return self.documents[self.document.data]


def _called(document):
    """The words of a document in a list to choose from."""
    until = document.last_day and gettext("paper.until", day=f"{document.last_day:%d/%m/%Y}")
    return " · ".join(part for part in (label(document.kind), document.title, until) if part)
