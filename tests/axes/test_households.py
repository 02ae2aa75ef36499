"""A household's file: created, read, changed, and what each reader sees of it."""

from app.auth.vocab import Role


def worker_of(make, household=None, **given):
    organisation_id = household.organisation_id if household else make.organisation().id
    return make.user(Role.FIELD_WORKER, **({"organisation_id": organisation_id} | given))


def test_a_worker_opens_a_file_and_adds_people_one_by_one(make, sign_in):
    client = sign_in(worker_of(make))
    client.submit("/households/new", name="Awa Ndiaye-Lô", birth_year="1988")
    page = client.follow()
    assert "Awa Ndiaye-Lô" in page.text
    url = client.url
    client.submit(f"{url}/members/new", name="Petit Ours", is_alias="y", role="child", birth_year="2022")
    assert "1 adulte, 1 mineur" in client.follow().text
