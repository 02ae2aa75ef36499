"""Two people who save the same record in the same instant: one is first, the other is told as if they came later."""

from lxml import html

from tests.support.client import StrictClient, form_values
from tests.support.race import at_once

ROUNDS = 4


def test_the_slower_of_two_savers_sees_both_texts(app, make, sign_in):
    site = make.site(address="Quai 0")
    url = f"/sites/{site.public_id}/edit"
    clients = [sign_in(make.user()) for _ in range(2)]
    for number in range(ROUNDS):
        typed = [f"Quai {number}{letter}" for letter in "ab"]
        answers = at_once(*(_sender(client, url, text) for client, text in zip(clients, typed, strict=True)))
        assert sorted(answer.status_code for answer in answers) == [303, 409], number
        late = next(answer for answer in answers if answer.status_code == 409)
        (row,) = html.fromstring(late.text).xpath("//table[@class='diff']/tbody/tr")
        first, second = (row.xpath(f"string(.//{tag})") for tag in ("del", "ins"))
        assert {first, second} == set(typed)
        assert f'value="{first}"' in clients[0].get(url).text


def _sender(client: StrictClient, url: str, text: str):
    """Opens the form now, sends it when called."""
    page = html.fromstring(client.get(url).text)
    values = form_values(page.xpath("//main//form[@method='post']")[0]) | {"address": text}
    return lambda: client.http.post(url, data=values)
