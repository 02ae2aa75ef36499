"""What becomes of what an exit left open: a question for each thing, answered beforehand where the destination says."""

from flask_babel import gettext
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from accompaniment.rules.exit_stages import state_of
from accompaniment.rules.settlements import candidacy_proposed, objective_proposed, step_proposed
from accompaniment.services.settlements import Settlement
from accompaniment.vocab_exits import CandidacyEventKind, CandidacyState, StepState
from app.i18n.labels import label, named
from app.web.forms import BaseForm
from occupancy.rules.objectives import state_of as objective_state
from occupancy.vocab import ObjectiveState

Kind = CandidacyEventKind


def settlement_form(found):
    """A form of what an exit left open: its fields are named after the things."""
    fields = {"seen": HiddenField(default=found.stamp), "stamp": found.stamp}
    for kind, asked in (("objective", _objective), ("step", _step), ("candidacy", _candidacy)):
        some = found.candidacies if kind == "candidacy" else getattr(found, f"{kind}s")
        fields |= {f"{kind}_{one.public_id}": asked(one, found) for one in some}
    return type("SettlementForm", (SettlementFields,), fields)()


class SettlementFields(BaseForm):
    """`seen` is the stamp of what was read, `stamp` that of what stands."""

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if self.seen.data == self.stamp:
            return valid
        self.conflict, self.seen.data = gettext("settlement.conflict"), self.stamp
        return False

    def of(self, kind):
        """The fields about things of a kind, by public id."""
        start = f"{kind}_"
        return {name.removeprefix(start): field for name, field in self._fields.items() if name.startswith(start)}

    @property
    def settlement(self):
        answers = (("objectives", "objective", ObjectiveState), ("steps", "step", StepState))
        said = {
            name: {key: enum(field.data) for key, field in self.of(kind).items()}
            for name, kind, enum in (*answers, ("candidacies", "candidacy", Kind))
        }
        return Settlement(**said)


def _asked(text, words, proposed):
    choices = [SelectChoice(one.value, gettext(f"settlement.{word}")) for one, word in words.items()]
    return RadioField(text, [InputRequired()], choices=choices, default=proposed.value if proposed else None)


def _objective(one, found):
    stands = objective_state(one.reached_on, one.dropped_on)
    proposed = objective_proposed(one.kind, found.outcome) if stands is ObjectiveState.OPEN else stands
    words = {ObjectiveState.REACHED: "reached", ObjectiveState.DROPPED: "missed"}
    return _asked(label(one.kind), words, proposed)


def _step(one, found):
    words = {StepState.DONE: "done", StepState.OPEN: "still", StepState.DROPPED: "needless"}
    said = {StepState.DONE: one.done_on, StepState.DROPPED: one.dropped_on, StepState.OPEN: one.kept_on}
    shown = bool(one.proof or one.document_id)
    proposed = step_proposed(found.leaving.destination.code, shown=shown)
    return _asked(one.name or named(one.model), words, next((state for state, on in said.items() if on), proposed))


def _candidacy(one, found):
    state = state_of(event.kind for event in one.events)
    words = {Kind.WITHDRAWN: "withdrawn", Kind.ACCEPTED: "accepted"}
    words |= {} if state is CandidacyState.PREPARED else {Kind.RENEWED: "goes_on"}
    text = f"{one.where or label(one.target)} ({label(state)})"
    alone = [other.target for other in found.candidacies].count(one.target) == 1
    return _asked(text, words, candidacy_proposed(one.target, state, found.leaving.destination.code, alone=alone))
