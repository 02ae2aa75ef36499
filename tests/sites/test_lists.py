"""What a real installation needs to choose from is there after its set-up, without the demonstration."""

from lxml import html as lxml_html

from app.auth.vocab import Role
from tests.support.commands import tremplin


def test_set_up_loads_municipalities_and_destinations_once(app, make, sign_in):
    done = tremplin(app, "db", "upgrade")
    assert done.returncode == 0, done.stderr
    assert "municipalities: 19 added" in done.stdout
    assert "destinations: 0 added" not in done.stdout
    client = sign_in(make.user(Role.COORDINATION))
    make.housing_operator()
    page = lxml_html.fromstring(client.get("/sites/new").text)
    offered = page.xpath("//select[@name='postal_code']/option/@value")
    assert {"1000", "1080", "1210"} <= set(offered)
    assert len([one for one in offered if one]) == 19
    again = tremplin(app, "db", "upgrade")
    assert again.stdout == "municipalities: 0 added\ndestinations: 0 added\n"
