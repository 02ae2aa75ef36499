"""A small world in which each kind of data has a word found nowhere else, for the matrix of who may see what.

Of a capteur programme a household that waits for a dwelling and one that lives in one; one that stays in temporary
housing; and of each kind one that is protected.
"""

from dataclasses import dataclass, field
from typing import Any

from accompaniment.vocab import NoteKind
from accompaniment.vocab_documents import PaperReaders
from app.auth.vocab import OrganisationKind, Role
from axes.vocab import ConsentScope, MemberRole
from tests.factories import Make

Ask = str | tuple[str, str]  # an address, or where to search and for what
EVERYWHERE = (
    "/",
    "/notifications",
    "/capteur",
    "/households",
    "/contacts",
    "/contacts.csv",
    "/supports",
    "/exits",
    "/stays",
)


@dataclass(frozen=True)
class Datum:
    """A word, where it is found, accounts that never see it, whatever their column, and accounts that must."""

    word: str
    asked: tuple[Ask, ...]
    never: tuple[str, ...] = ()
    always: tuple[str, ...] = ()


@dataclass
class World:
    make: Make
    people: dict[str, Any] = field(default_factory=dict)
    data: dict[str, list[Datum]] = field(default_factory=dict)
    base: str = ""  # the address of the capteur programme

    def add(self, row: str, word: str, *asked: Ask, **who: tuple[str, ...]) -> None:
        self.data.setdefault(row, []).append(Datum(word, asked, **who))

    def asked(self) -> list[Ask]:
        """Every address and search, once."""
        found = [one for data in self.data.values() for datum in data for one in datum.asked]
        counts = (f"{self.base}/{page}" for page in ("figures", "figures.csv", "partners", "stock", "load"))
        return list(dict.fromkeys([*EVERYWHERE, *counts, *found]))


def build(make: Make) -> World:
    world = World(make)
    with make.session():
        programme = make.capteur_programme(name="Capteur Namur")
        team = _people(world, programme)
        capteur = _capteur(world, programme)
        _support(world, capteur)
        _stay(world, team)
        _protected(world, programme, team)
        _left(world, programme)
        stranger = world.people["stranger"]
        world.add("users, roles, settings", stranger.email, f"/accounts/{stranger.public_id}", "/accounts")
        world.base = f"/capteur/{programme.public_id}"
    return world


def _people(world: World, programme: Any) -> Any:
    make, people = world.make, world.people
    teams = make.programme().teams
    team, other = teams[3, "Smes"], teams[2, "Pierre d’Angle"]
    works = {"organisation_id": programme.seat.organisation_id}
    sends, helps = (make.organisation(kind=OrganisationKind.REFERRER) for _ in range(2))
    of = {"sender": sends.id, "sender_colleague": sends.id, "support": helps.id}
    people |= {login: make.user(Role.PARTNER, organisation_id=key) for login, key in of.items()}
    people |= {login: make.user(Role.MEDIATOR, **works) for login in ("mediator", "mediator_colleague")}
    people |= {"prospector": make.user(Role.CAPTEUR, **works), "stranger": make.user(Role.PARTNER)}
    people |= {"coordinator": make.user(), "funder": make.user(Role.FUNDER), "admin": make.user(Role.ADMINISTRATOR)}
    field = {"worker": helps.id, "worker_plain": helps.id, "axis": team.organisation_id}
    field |= {"axis_colleague": team.organisation_id, "other": other.organisation_id}
    for login, key in field.items():
        health = {"health_right": login in ("worker", "axis", "other")}
        people[login] = make.user(Role.FIELD_WORKER, organisation_id=key, **health)
    for login in ("axis", "axis_colleague"):
        make.team_member(team, people[login])
    make.team_member(other, people["other"])
    for login in ("coordinator", "funder"):
        make.capteur_seat(programme, people[login])
    signed = {"clauses": "Zyxclause"}
    for login in ("sender", "stranger"):
        papers = signed if login == "sender" else {}
        people[login].convention = make.capteur_convention(programme, people[login], people["coordinator"], **papers)
    return team


def _home(make: Make, name: str, organisation_id: int, **given: Any) -> Any:
    made = make.household(adults=0, organisation_id=organisation_id, **given)
    make.member(made, person=make.person(name=name), role=MemberRole.REFERENCE)
    return made


def _capteur(world: World, programme: Any) -> Any:
    make, people, base = world.make, world.people, f"/capteur/{programme.public_id}"
    sender, mediator, helps = people["sender"], people["mediator"], people["support"].organisation_id
    owner = make.owner(programme, name="Zyxproprio")
    lead = make.opportunity(owner, address="Rue Zyxpiste 1")
    told = f"/owners/{owner.public_id}", f"{base}/owners", (f"{base}/owners/search", "Zyxproprio"), f"{base}/dwellings"
    world.add("owner + opportunity", "Zyxproprio", *told, f"{base}/stalled", f"{base}/recalls", f"{base}/stock")
    world.add("owner + opportunity", "Zyxpiste", f"/dwellings/{lead.public_id}")
    waits = _home(make, "Zyxprenom Zyxattente", sender.organisation_id)
    asked = make.waiting_request(programme, sender, home=waits, max_rent_cents=61_337)
    page = f"{base}/requests/{asked.public_id}"
    exports = f"{base}/requests/list.csv", f"{base}/requests/list.json"
    world.add("housing profile of request", "613,37", page, f"{base}/requests", *exports)
    world.add("housing profile of request", "613.37", *exports)
    world.add(
        "identity of the household", "Zyxattente", page, ("/search", "Zyxattente"), never=("prospector", "mediator")
    )
    world.add("first name + initial", "Zyxprenom Z.", page)
    lives = _home(make, "Zyxprenom Zyxloge", sender.organisation_id)
    letting = make.letting(programme, sender, helps, home=lives, terms={"end_terms": "Zyxtripartite"})
    make.duty(letting.dwelling, mediator)
    at = f"{base}/lettings/{letting.public_id}"
    files = f"{base}/lettings.csv", f"{base}/lettings.json"
    world.add("identity of the household", "Zyxloge", at, ("/search", "Zyxloge"), f"{base}/lettings", *files)
    _followed(world, base, letting, at)
    conventions = f"{base}/conventions", f"{base}/conventions/{sender.convention.public_id}"
    world.add("conventions, agreements", "Zyxclause", *conventions, never=("support", "worker"))
    world.add("conventions, agreements", "Zyxtripartite", f"{base}/tripartites/{letting.convention.public_id}")
    return lives


def _followed(world: World, base: str, letting: Any, at: str) -> None:
    make, mediator = world.make, world.people["mediator"]
    alert = make.support_alert(letting, mediator, words="Zyxalerte")
    noted = {"result": "held", "happened_on": letting.start_on, "author_id": mediator.id, "note": "Zyxvisite"}
    make.due_visit(letting, due_on=letting.start_on, **noted)
    world.add("alerts, due visits", "Zyxalerte", f"{base}/alerts/{alert.public_id}", f"{base}/alerts")
    world.add("alerts, due visits", "Zyxvisite", f"{at}/follow-up", f"{base}/due-visits?which=noted")
    case = make.mediation_case(letting, mediator, cause="other", cause_words="Zyxmotif")
    make.mediation_step(case, mediator, household_note="Zyxmenage", owner_note="Zyxbailleur")
    pages = f"{base}/mediation/{case.public_id}", f"{base}/mediation?which=every"
    world.add("mediation case", "Zyxmotif", *pages)
    world.add("mediation case", "Zyxbailleur", *pages, never=("sender", "support", "worker"))
    world.add("mediation case", "Zyxmenage", *pages, never=("prospector", "coordinator"))


def _support(world: World, home: Any) -> None:
    """The household that lives in a captured dwelling is followed by the support body; it shares its file with it."""
    worker = world.people["worker"]
    make, mine = world.make, {"organisation_id": worker.organisation_id}
    for scope in (ConsentScope.SHARE_FILE, ConsentScope.SHARE_HEALTH):
        make.consent(home, scope, **mine)
    _noted(world, home, "worker", "worker_plain", never=("axis", "axis_colleague"))


def _noted(world: World, home: Any, login: str, colleague: str, never: tuple[str, ...]) -> None:
    """A note of each kind and a document of the health area, by somebody with a colleague without that right."""
    make, author, at = world.make, world.people[login], f"/households/{home.public_id}/support"
    notes = at, f"{at}/notes", f"{at}/summary", f"/households/{home.public_id}"
    rows = {
        NoteKind.SHARED: "social notes (shared)",
        NoteKind.ORGANISATION: "team notes",
        NoteKind.PRIVATE: "private notes",
    }
    for kind, row in rows.items():
        word = f"Zyx{kind}{login}"
        make.note(home, author, word, kind=kind)
        alone = (colleague,) if kind is NoteKind.PRIVATE else ()
        world.add(row, word, *notes, never=(*never, *alone))
    title = f"Zyxsante{login}"
    make.person_document(home, author, readers=PaperReaders.HEALTH, title=title)
    world.add("health area", title, f"{at}/documents", *notes, never=(*never, colleague))


def _stay(world: World, team: Any) -> None:
    make = world.make
    home = _home(make, "Zyxprenom Zyxsejour", team.organisation_id)
    unit = make.home(agreement={"reference": "Zyxaccord"})
    stay = make.stay(unit, home, team=team)
    page = f"/stays/{stay.public_id}"
    at = f"/households/{home.public_id}", page, ("/search", "Zyxsejour")
    world.add("identity of the household", "Zyxsejour", *at, never=("sender", "support", "worker"))
    listed = "/stays", "/reports/sites", "/reports/sites.csv"
    world.add("stays, units, occupancy", home.reference, page, *listed)
    world.add("conventions, agreements", "Zyxaccord", "/agreements")
    _noted(world, home, "axis", "axis_colleague", never=("worker", "worker_plain"))


def _protected(world: World, programme: Any, team: Any) -> None:
    """Those named read the place; their colleagues do not."""
    make, people, base = world.make, world.people, f"/capteur/{programme.public_id}"
    named = [people[login] for login in ("mediator", "sender", "support", "axis")]
    sender = people["sender"]
    home = make.household(organisation_id=sender.organisation_id, is_protected=True, named=named)
    dwelling = make.captured(programme, address="Rue Zyxrefuge 3")
    letting = make.letting(programme, sender, people["support"].organisation_id, home=home, dwelling=dwelling)
    make.duty(dwelling, people["mediator"])
    unnamed = ("mediator_colleague", "sender_colleague", "axis_colleague", "worker")
    pages = f"{base}/lettings/{letting.public_id}", f"{base}/lettings", f"{base}/lettings.csv", f"{base}/requests"
    told = {"never": unnamed, "always": ("mediator", "sender", "support")}
    world.add("protected address", "Zyxrefuge", *pages, **told)
    world.add("protected address", home.reference, *pages, **told)
    hidden = make.household(organisation_id=team.organisation_id, is_protected=True, named=[people["axis"]])
    stay = make.stay(make.home(), hidden, team=team)
    world.add(
        "protected address",
        hidden.reference,
        f"/stays/{stay.public_id}",
        "/stays",
        "/households",
        never=unnamed,
        always=("axis",),
    )


def _left(world: World, programme: Any) -> None:
    """The axis team asked for a dwelling of the capteur for a household of its own, and goes on supporting it there."""
    make, axis, base = world.make, world.people["axis"], f"/capteur/{programme.public_id}"
    letting = make.letting(programme, axis)
    alert = make.support_alert(letting, world.people["mediator"], words="Zyxquitte")
    others = ("sender", "sender_colleague", "support", "worker", "worker_plain")
    pages = f"{base}/alerts/{alert.public_id}", f"{base}/lettings/{letting.public_id}/follow-up"
    world.add("alerts, due visits", "Zyxquitte", *pages, never=others, always=("axis", "axis_colleague"))
