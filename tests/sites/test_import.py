"""`tremplin import`: housing operators, sites and units from CSV files, by the rules of the pages, all or nothing."""

import pytest
import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.audit.verify import verify
from app.db import db, transaction
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit
from sites.vocab import UnitUse
from tests.support.commands import tremplin

OPERATORS = "name,short_name,kind,contact\nLogis d’Été,LE,sisp,\nVilla Claire,,private,Accueil : 02 000 00 00\n"
SITES = (
    "name;housing_operator;rental_manager;address;postal_code;planned_units;note\n"
    "Clos du Saule;Logis d’Été;;Rue du Saule 3;1000;2;\n"
    'Villa 7;Villa Claire;;;1070;;"Deux\nlignes"\n'
)
UNITS = (
    "site,code,use,bedrooms,max_persons,surface_m2,floor,has_lift,step_free,animals_allowed,note\n"
    "Clos du Saule,0.1,dwelling,2,4,71,0,non,oui,non,\n"
    "Clos du Saule,0.2,common_room,0,0,,0,,,,\n"
    "Villa 7,A,dwelling,1,2,40,1,yes,no,1,\n"
)


@pytest.fixture
def files(tmp_path, make):
    """The words of the command for these texts, written as files."""

    for code in ("1000", "1070"):
        make.commune(postal_code=code)

    def write(encoding="utf-8", **texts):
        words = []
        for name, text in texts.items():
            file = tmp_path / f"{name}.csv"
            file.write_bytes(text.encode(encoding))
            words += [f"--{name}", str(file)]
        return words

    return write


@pytest.fixture
def whole(files):
    return files(operators=OPERATORS, sites=SITES, units=UNITS)


def counted(app) -> tuple[int, int, int, int]:
    with app.app_context(), transaction("read"):
        tables = (HousingOperator, Site, Unit, JournalEntry)
        return tuple(db.session.scalar(sa.select(sa.func.count()).select_from(one)) for one in tables)


def test_everything_is_taken_in_and_journalled(app, whole):
    done = tremplin(app, "import", *whole)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "operators: 2 added, 0 changed, 0 unchanged",
        "sites: 2 added, 0 changed, 0 unchanged",
        "units: 3 added, 0 changed, 0 unchanged",
    ]
    assert counted(app) == (2, 2, 3, 7)
    with app.app_context():
        assert verify() == []
        assert set(db.session.scalars(sa.select(JournalEntry.job))) == {"import"}
        unit = db.session.scalars(sa.select(Unit).where(Unit.code == "0.1")).one()
        held = (unit.use, unit.bedrooms, unit.max_persons, unit.surface_m2, unit.floor)
        assert held == (UnitUse.DWELLING, 2, 4, 71, 0)
        assert (unit.has_lift, unit.step_free, unit.animals_allowed) == (False, True, False)
        assert db.session.scalars(sa.select(Site.note).where(Site.name == "Villa 7")).one() == "Deux\nlignes"


def test_what_was_taken_in_is_on_the_pages(app, make, sign_in, whole):
    tremplin(app, "import", *whole)
    page = sign_in(make.user()).get("/housing-operators").text
    assert "Logis d’Été" in page


def test_the_same_files_again_change_nothing(app, whole):
    tremplin(app, "import", *whole)
    before = counted(app)
    again = tremplin(app, "import", *whole)
    assert again.stdout.splitlines()[2] == "units: 0 added, 0 changed, 3 unchanged"
    assert counted(app) == before


def test_a_dry_run_writes_nothing(app, whole):
    done = tremplin(app, "import", *whole, "--dry-run")
    assert "units: 3 added, 0 changed, 0 unchanged (dry run)" in done.stdout
    assert counted(app) == (0, 0, 0, 0)


def test_what_stands_otherwise_is_changed_only_when_asked(app, files, whole):
    tremplin(app, "import", *whole)
    words = files(units="site,code,use,bedrooms,max_persons\nVilla 7,A,dwelling,1,3\nVilla 7,B,dwelling,0,1\n")
    refused = tremplin(app, "import", *words)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "units.csv:2: max_persons: stands as “2”; --update changes it" in refused.stderr
    assert counted(app)[2] == 3
    done = tremplin(app, "import", *words, "--update")
    assert done.stdout == "units: 1 added, 1 changed, 0 unchanged\n"
    with app.app_context():
        unit = db.session.scalars(sa.select(Unit).where(Unit.code == "A")).one()
        assert (unit.max_persons, unit.surface_m2, unit.has_lift, unit.version) == (3, 40, True, 2)


WRONG = {
    "units.csv:2: site: nothing here is called “Ailleurs”": "Ailleurs,1,dwelling,1,2,,,,,,",
    "units.csv:2: bedrooms: Number must be between 0 and 12.": "Villa 7,1,dwelling,13,2,,,,,,",
    "units.csv:2: use: Invalid Choice: could not coerce.": "Villa 7,1,palace,1,2,,,,,,",
    "units.csv:2: code: This field is required.": "Villa 7,,dwelling,1,2,,,,,,",
    "units.csv:2: code: Field cannot be longer than 20 characters.": f"Villa 7,{'9' * 21},dwelling,1,2,,,,,,",
    "units.csv:2: max_persons: Write a whole number, in figures.": "Villa 7,1,dwelling,1,two,,,,,,",
    "units.csv:2: has_lift: “maybe” is neither yes nor no": "Villa 7,1,dwelling,1,2,,,maybe,,,",
    "units.csv:2: max_persons: ": "Villa 7,1,dwelling,1,0,,,,,,",
    "units.csv:2: note: ": "Villa 7,1,dwelling,1,2,,,,,,93.05.18-223-61",
}


@pytest.mark.parametrize("said", WRONG)
def test_a_line_that_the_page_would_refuse_is_refused(app, files, said):
    head = UNITS.splitlines()[0]
    done = tremplin(app, "import", *files(operators=OPERATORS, sites=SITES, units=f"{head}\n{WRONG[said]}\n"))
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert counted(app) == (0, 0, 0, 0)


def test_every_line_is_told_and_nothing_is_taken_in(app, files):
    lines = ["Villa 7,A,dwelling,1,2", "Nulle part,A,dwelling,1,2", "Villa 7,B,dwelling,99,2", "Villa 7,A,dwelling,1,2"]
    units = "\n".join(["site,code,use,bedrooms,max_persons", *lines]) + "\n"
    done = tremplin(app, "import", *files(operators=OPERATORS, sites=SITES, units=units))
    assert done.returncode == 1
    assert "3 to correct" in done.stderr
    assert "units.csv:3: site: " in done.stderr
    assert "units.csv:4: bedrooms: " in done.stderr
    assert "units.csv:5: line 2 speaks of the same record" in done.stderr
    assert counted(app) == (0, 0, 0, 0)


def test_a_site_names_operators_and_communes_that_are_there(app, files):
    sites = "name,housing_operator,postal_code\nA,Personne,1000\nB,Villa Claire,9999\n"
    done = tremplin(app, "import", *files(operators=OPERATORS, sites=sites))
    assert "sites.csv:2: housing_operator: Choose one of the answers offered." in done.stderr
    assert "sites.csv:3: postal_code: Choose one of the answers offered." in done.stderr


def test_spreadsheets_of_here_are_read(app, files):
    """Semicolons, a mark of the order of bytes, blank lines, capitals in the columns."""
    text = "\ufeffName;KIND\r\n;\r\nLogis;ais\r\n"
    assert tremplin(app, "import", *files(operators=text)).stdout == "operators: 1 added, 0 changed, 0 unchanged\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name\nA\n", "utf-8"),
        ("name,kind,colour\nA,sisp,red\n", "utf-8"),
        ("name,kind,kind\nA,sisp,sisp\n", "utf-8"),
        ("name,kind\nA\n", "utf-8"),
        ("name,kind\nÉ,sisp\n", "latin-1"),
        ('name,kind\n"A,sisp\n', "utf-8"),
        ("name,kind\nA\0,sisp\n", "utf-8"),
        ("", "utf-8"),
        ("name,kind\n" + "A,sisp\n" * 20_001, "utf-8"),
        ("name,kind\n" + "x" * 6_000_000, "utf-8"),
    ],
)
def test_what_is_no_such_table_is_wrong_usage(app, files, text, encoding):
    done = tremplin(app, "import", *files(encoding, operators=text))
    assert (done.returncode, done.stdout) == (2, "")
    assert "--operators" in done.stderr
    assert counted(app) == (0, 0, 0, 0)


def test_no_file_and_no_such_file_are_wrong_usage(app):
    assert tremplin(app, "import").returncode == 2
    assert tremplin(app, "import", "--units", "/nowhere.csv").returncode == 2
