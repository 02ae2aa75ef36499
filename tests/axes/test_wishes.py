"""Where a household wishes to live: postal codes, written in one way whoever types them."""

import pytest

from app.auth.vocab import Role
from axes.rules.people import wished_codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (None, ()),
        ("", ()),
        ("1080", ("1080",)),
        ("1000,1060", ("1000", "1060")),
        ("1060 , 1000, 1060", ("1060", "1000")),
    ],
)
def test_a_list_of_codes_is_read_in_its_order_each_once(text, codes):
    assert wished_codes(text) == codes


@pytest.mark.parametrize(
    "text", ["Molenbeek", "108", "10800", "1000;1060", "1000,", "1000 1060", "1000\n", "1000,\n1060"]
)
def test_anything_else_is_no_list(text):
    with pytest.raises(ValueError, match="postal codes"):
        wished_codes(text)


def test_what_is_typed_is_kept_in_one_form_or_told(make, sign_in):
    household = make.household()
    client = sign_in(make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id))
    url = f"/households/{household.public_id}/edit"
    client.submit(url, wished_communes="1060 ,1000,1060")
    assert 'value="1060, 1000"' in client.get(url).text
    refused = client.submit(url, status=422, wished_communes="Ixelles")
    assert 'value="Ixelles"' in refused.text
