"""Forms on follow-ups: one question first, the others where the home ended."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from accompaniment.services.follow_ups import Finding
from accompaniment.vocab_exits import FollowUpResult, HomeEndReason
from app.clock import today
from app.i18n.labels import choices, named
from app.web.forms import BaseForm, VersionedForm
from occupancy.vocab import ExitDecider


class FollowUpFields(BaseForm):
    result = RadioField(_l("follow_up.result"), choices=lambda: choices(FollowUpResult), validators=[InputRequired()])
    done_on = DateField(_l("follow_up.done_on"), default=today, validators=[InputRequired()])
    home_end_on = DateField(
        _l("follow_up.home_end_on"), description=_l("follow_up.home_end_help"), validators=[Optional()]
    )
    voluntary = SelectField(
        _l("follow_up.voluntary"),
        choices=lambda: [("", "—"), ("yes", _l("form.yes")), ("no", _l("form.no"))],
        validators=[Optional()],
    )
    ended_by = SelectField(
        _l("follow_up.ended_by"), choices=lambda: choices(ExitDecider, empty=True), validators=[Optional()]
    )
    end_reason = SelectField(
        _l("follow_up.end_reason"), choices=lambda: choices(HomeEndReason, empty=True), validators=[Optional()]
    )
    destination = SelectField(_l("follow_up.destination"), validators=[Optional()])
    note = TextAreaField(
        _l("follow_up.note"),
        description=_l("follow_up.note_help"),
        validators=[Optional(), Length(max=1000)],
        render_kw={"rows": 3},
    )

    def offer(self, destinations):
        """`destinations`: those of the list, by code."""
        self.destination.choices = [("", "—"), *((code, named(one)) for code, one in destinations.items())]

    def finding(self, destinations):
        """What was entered."""
        values = self.values
        by, reason = values["ended_by"], values["end_reason"]
        return Finding(
            done_on=values["done_on"],
            result=FollowUpResult(values["result"]),
            home_end_on=values["home_end_on"],
            voluntary={"yes": True, "no": False}.get(values["voluntary"] or ""),
            ended_by=ExitDecider(by) if by else None,
            end_reason=HomeEndReason(reason) if reason else None,
            destination=destinations.get(values["destination"]),
            note=values["note"],
        )


class NewFollowUpForm(FollowUpFields):
    pass


class EditFollowUpForm(VersionedForm, FollowUpFields):
    pass
