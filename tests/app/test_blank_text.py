"""Blanks alone answer nothing, in any form: what counts of a text is what can be seen of it."""

import importlib
import pkgutil

import pytest
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired

import accompaniment
import app as floor
import axes
import capteur
import occupancy
import sites
from app.web.forms import BaseForm
from app.web.typed import clean

PACKAGES = (floor, sites, axes, occupancy, accompaniment, capteur)


def forms(base=BaseForm):
    for one in base.__subclasses__():
        yield one
        yield from forms(one)


def modules():
    for package in PACKAGES:
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".forms" in info.name:
                yield importlib.import_module(info.name)


def test_every_text_that_is_asked_for_refuses_blanks(app):
    assert list(modules())
    asked = 0
    with app.test_request_context("/", method="POST"):
        for form in forms():
            for name, unbound in form.__dict__.items():
                kind = getattr(unbound, "field_class", None)
                if not isinstance(kind, type) or not issubclass(kind, StringField | TextAreaField):
                    continue
                if issubclass(kind, PasswordField):
                    continue
                field = form.Meta().bind_field(None, unbound, {"name": name, "_meta": _Meta(), "translations": None})
                assert not any(type(one) is InputRequired for one in field.validators), f"{form.__name__}.{name}"
                asked += any(getattr(one, "field_flags", {}).get("required") for one in field.validators)
    assert asked > 20


class _Meta:
    """As much of a form's meta as binding a field asks for."""

    def get_translations(self, form):
        return None

    def render_field(self, field, kwargs):
        return ""


@pytest.mark.parametrize("typed", ["", " ", " \t\n\u00a0", "\u200b\u200b", "\u202e \u2066"])
def test_blanks_are_said_to_be_missing_and_nothing_is_kept(make, sign_in, typed):
    agreement = make.agreement()
    client = sign_in(make.user())
    page = client.submit(
        f"/agreements/{agreement.public_id}/amendments/new",
        status=422,
        kind="other",
        reason=typed,
        effective_on="2026-06-01",
    )
    assert 'id="reason-error"' in page.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  deux\r\nlignes \r", "deux\nlignes"),
        ("vu\u202etxt.exe", "vutxt.exe"),
        ("می\u200cروم", "می\u200cروم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("\u2067\u200d", ""),
    ],
)
def test_what_turns_a_text_around_goes_and_what_joins_letters_stays(typed, kept):
    assert clean(typed) == kept
