"""What a hand-over is about to pass, and to whom: told before it is confirmed, names only to who may read them."""

from lxml import html

from app.auth.vocab import Role
from app.clock import today
from tests.support.statements import statements


def prepared(client, world):
    client.submit(f"/colleagues/{world.worker.public_id}/hand-over", receiver=world.colleague.public_id)
    return client.last.headers["Location"]


def told(client, url):
    """By receiver: the numbers of files, tasks, steps and follow-ups, and which files."""
    page = html.fromstring(client.get(f"{url}/confirm").text)
    cells = {
        row.xpath("string(th)"): [one.text_content() for one in row.xpath("td")] for row in page.xpath("//tbody/tr")
    }
    return {name: ([int(one) for one in found[:4]], found[4]) for name, found in cells.items()}


def test_the_confirmation_lists_what_goes_to_whom(app, make, world):
    worker, third = world.worker, make.team_member(world.team)
    make.assignment(world.household, world.team, reference_worker_id=worker.id)
    make.task(worker, world.household, "Zyx à transmettre")
    make.task(worker, title="Zyx seule")
    beside = make.household(organisation_id=world.team.organisation_id)
    make.support(beside, world.team, worker)
    make.contact(beside, worker, next_on=today(), next_step="Rappeler")
    client = world.enter(worker)
    url = prepared(client, world)
    both = {world.household.reference, beside.reference}
    ((name, (numbers, which)),) = told(client, url).items()
    assert (name, numbers) == (world.colleague.name, [2, 2, 1, 0])
    assert all(one in which for one in both)
    client.submit(url, **{f"to_{beside.public_id}": third.public_id})
    shared = told(client, url)
    assert shared[world.colleague.name][0] == [1, 2, 0, 0]
    assert shared[third.name][0] == [1, 0, 1, 0]
    assert beside.reference in shared[third.name][1]
    coordination = world.enter(make.user(Role.COORDINATION))
    assert "Awa Lavande" in shared[world.colleague.name][1]
    assert "Awa Lavande" not in coordination.get(f"{url}/confirm").text
    with statements(app) as sent:
        client.get(f"{url}/confirm")
    assert len(sent) <= 8, "\n".join(sent)
