"""Lists of requests and of lettings as files: what the screen shows its reader, and nothing of other senders."""

import csv
import io

import pytest

from app.auth.vocab import Role


@pytest.mark.parametrize("name", ["requests/list", "lettings"])
def test_a_file_holds_what_the_list_shows_its_reader(make, sign_in, name):
    namur, other = make.capteur_programme(), make.capteur_programme()
    sender, stranger = make.user(Role.PARTNER), make.user(Role.PARTNER)
    ours, theirs = (make.letting(namur, who).home.reference for who in (sender, stranger))
    make.letting(other, make.user(Role.PARTNER))
    url = f"/capteur/{namur.public_id}/{name}"

    def households(client):
        assert f"{url}.csv" in client.get(url.removesuffix("/list")).text
        found = list(csv.DictReader(io.StringIO(client.get(f"{url}.csv").text)))
        return sorted(row["household"] for row in found), {row.get("rent") or row.get("max_rent") for row in found}

    assert households(sign_in(sender))[0] == [ours]
    assert households(sign_in(make.prospector(namur))) == (
        sorted([ours, theirs]),
        {"600" if name == "lettings" else "650"},
    )
    sign_in(make.prospector(other)).get(f"{url}.csv", status=404)
