"""What a hand-over counts on top: one in the singular, and nothing where there is nothing."""

import pytest
from lxml import html

ONE = {"fr": ["1 tâche"], "nl": ["1 taak"], "en": ["1 task"]}


def tiles(client, url):
    page = html.fromstring(client.get(url).text)
    return [" ".join(one.text_content().split()) for one in page.xpath("//*[contains(@class, 'stat')][self::li]")]


@pytest.mark.parametrize("language", ONE)
def test_one_is_told_in_the_singular_and_nothing_has_no_tile(make, world, language):
    coordination = make.user(locale=language)
    busy, idle = make.team_member(world.team), make.team_member(world.team)
    make.task(busy, title="Zyx seule")
    client = world.enter(coordination)
    lone, empty = (make.hand_over(leaver, world.colleague) for leaver in (busy, idle))
    assert tiles(client, f"/hand-overs/{lone.public_id}") == ONE[language]
    assert tiles(client, f"/hand-overs/{empty.public_id}") == []
    if language == "fr":
        assert "Rien à passer" not in client.get(f"/hand-overs/{lone.public_id}").text
        assert "Rien à passer" in client.get(f"/hand-overs/{empty.public_id}").text
