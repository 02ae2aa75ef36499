"""Names are sorted as people read them, accents and case aside, the same on both databases, in every list."""

import ast

import pytest
from lxml import html as lxml_html

from app.auth.vocab import Role
from tests.support.sources import python_trees

NAMES = ["Zinnia", "Verrière", "érable", "Œillet", "Eiffel", "L’Îlot", "abbaye", "La Rue", "Ouest"]
IN_ORDER = ["abbaye", "Eiffel", "érable", "L’Îlot", "La Rue", "Œillet", "Ouest", "Verrière", "Zinnia"]


def test_no_query_is_ordered_by_the_letters_of_a_name_as_a_database_sees_them():
    """`sort_name` beside it says the same on both (`app.db.Named`)."""
    raw = [
        f"{path}:{call.lineno}: {ast.unparse(node)}"
        for path, tree in python_trees().items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "order_by"
        for argument in call.args
        for node in ast.walk(argument)
        if isinstance(node, ast.Attribute) and node.attr.endswith("name") and node.attr != "sort_name"
    ]
    assert not raw


def listed(page, path):
    shown = [" ".join(one.split()) for one in lxml_html.fromstring(page).xpath(path)]
    return [name for name in shown if name in NAMES]


@pytest.fixture
def named(make):
    for name in NAMES:
        make.home(make.site(name=name))
        make.organisation(name=name)
        make.user(Role.FUNDER, name=name)


def test_lists_and_choices_are_in_the_order_of_people(make, sign_in, named):
    coordinator, admin = sign_in(make.user()), sign_in(make.user(Role.ADMINISTRATOR))
    assert listed(coordinator.get("/sites").text, "//tbody/tr/th//text()") == IN_ORDER
    both = admin.get("/organisations").text, admin.get("/organisations?page=2").text
    assert [name for page in both for name in listed(page, "//tbody/tr/th//text()")] == IN_ORDER
    assert listed(admin.get("/accounts?role=funder").text, "//tbody/tr/th//text()") == IN_ORDER
    assert listed(admin.get("/accounts").text, "//select[@name='organisation']/option/text()") == IN_ORDER


def test_a_new_name_takes_its_place(make, sign_in, named):
    site = make.site(name="Marronnier")
    client = sign_in(make.user())
    client.submit(f"/sites/{site.public_id}/edit", name="Élan")
    shown = lxml_html.fromstring(client.get("/sites").text).xpath("//tbody/tr/th//text()")
    assert [one for one in shown if one.strip()][:4] == ["abbaye", "Eiffel", "Élan", "érable"]
