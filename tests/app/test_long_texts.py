"""A text that is too long is said to be, beside its field and with nothing lost; a browser is never asked to cut it."""

from lxml import html as lxml_html

from app.auth.vocab import Role
from axes.vocab import ReferralState
from tests.support.html import field_error

LIMIT = 4000


def test_a_long_text_is_refused_beside_its_field_and_comes_back_whole(make, sign_in):
    author = make.user(Role.PARTNER)
    referral = make.referral(make.programme(), author, state=ReferralState.WAITING)
    client, url = sign_in(author), f"/referrals/{referral.public_id}/news"
    (area,) = lxml_html.fromstring(client.get(url).text).xpath("//textarea[@name='text']")
    assert area.get("maxlength") is None, "a browser would cut what is pasted without a word"
    told = lxml_html.fromstring(client.get(url).text).get_element_by_id(area.get("aria-describedby").split()[-1])
    assert (told.get("data-limit"), told.text) == ("4000", "4\u202f000 signes au plus.")
    typed = "a" * LIMIT + "b"
    answer = client.submit(url, status=422, text=typed)
    assert "4000" in field_error(answer, "text")
    assert typed in answer.text
    lines = ("é\r\n" * (LIMIT // 2)).strip()  # a line end is sent as two signs and counts as one, as the counter says
    client.submit(url, text=lines)
    client.submit(url, text=typed[:-1])
