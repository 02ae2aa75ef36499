"""The menu tells where one is, whichever page of a part was opened first."""

from lxml import html

from app.auth.vocab import Role


def here(client, url):
    return set(html.fromstring(client.get(url).text).xpath("//a[@aria-current='page']/@href"))


def test_each_page_of_one_part_has_its_own_entry(make, sign_in):
    client = sign_in(make.user(Role.COORDINATION))
    pages = ["/settings/keeping", "/erasures"]
    for url in (*pages, *reversed(pages)):
        assert here(client, url) == {url}
