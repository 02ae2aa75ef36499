"""Forms on accompanied tenancies."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from accompaniment.services.tenancies import Terms
from accompaniment.vocab_housing import TenancyEnd, TenancyKind
from app.clock import today
from app.i18n.labels import choices, label
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField


class KindFields(BaseForm):
    """What is asked first: of which kind, and whether it is the dwelling held for the household."""

    kind = RadioField(_l("tenancy.kind"), [InputRequired()], choices=lambda: choices(TenancyKind))
    reserved = BooleanField(_l("tenancy.reserved"))


class TenancyFields(BaseForm):
    start_on = DateField(_l("tenancy.start_on"), [InputRequired()], default=today)
    landlord = RecordField(_l("tenancy.landlord"), [Optional()])
    place = StringField(_l("tenancy.place"), [Optional(), Length(max=200)], description=_l("tenancy.place_help"))
    leave_by = DateField(_l("tenancy.leave_by"), [Optional()], description=_l("tenancy.leave_by_help"))
    is_condition = BooleanField(_l("tenancy.is_condition"), description=_l("tenancy.is_condition_help"))

    def terms(self, kind, dwelling=None):
        """What was typed, of a tenancy of this kind."""
        return Terms(
            kind=kind,
            start_on=self.start_on.data,
            is_condition=self.is_condition.data,
            landlord=self.landlord.record,
            place=self.place.data or None,
            leave_by=self.leave_by.data if "leave_by" in self else None,
            dwelling=dwelling,
        )


class NewTenancyForm(KindFields, TenancyFields):
    pass


class EditTenancyForm(VersionedForm, TenancyFields):
    pass


class LiftForm(VersionedForm):
    lifted_on = DateField(_l("tenancy.lifted_on"), [InputRequired()], default=today)


class EndTenancyForm(VersionedForm):
    end_on = DateField(_l("tenancy.end_on"), [InputRequired()], default=today, description=_l("support.end_help"))
    end_reason = SelectField(
        _l("tenancy.end_reason"),
        [InputRequired()],
        choices=lambda: [("", "—"), *((one.value, label(one)) for one in TenancyEnd)],
    )
