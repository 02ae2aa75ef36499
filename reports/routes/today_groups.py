"""Who is shown which lists on the first page, and how a row of each becomes a thing to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial

from app.auth.queries.accounts import AccountFilters, accounts
from app.auth.vocab import AccountState, Role
from app.clock import local, today
from app.i18n.formats import day as shown
from app.i18n.formats import in_days, instant
from app.i18n.labels import label
from axes.vocab import ReferralState
from occupancy.queries.extensions import unanswered
from occupancy.rules.endings import last_night_ends
from occupancy.vocab import AgreementState, AnnexKind
from reports.queries import today_capteur as capteur
from reports.queries import today_people as people
from reports.queries import today_places as places
from reports.queries.today import with_names
from reports.queries.today_news import openings
from reports.routes import today_capteur as due
from reports.routes.today_counted import OPENINGS
from reports.rules.today import FIRST, NEWS, Item
from sites.vocab import CheckKind


@dataclass(frozen=True)
class Group:
    """A list of things to do. `listed` is an existing page with exactly these rows; else `/today/<code>` shows them.

    `place` and `few` are those of `reports.rules.today`. The numbers of `counts`, codes of `COUNTED`, come in its
    statement. Where it is `named`, its rows are about households, told by name to those who may know.
    """

    code: str
    rows: Callable
    item: Callable
    listed: tuple[str, dict] | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    place: str | None = None
    few: bool = False
    counts: tuple[str, ...] = ()
    named: bool = False

    @cached_property
    def asked(self):
        """The rows, as they are asked for."""
        return partial(with_names, self.rows) if self.named else self.rows


def _answer(row):
    due_on = local(row.expires_at).date() if row.expires_at else None
    values = {"household": row.reference, "place": _place(row), "until": instant(row.expires_at)}
    return Item(f"answer.{row.state}", "allocation.show", _id(row), values, due_on, row.axis_number)


def _entry(row):
    values = {"household": row.reference, "place": _place(row), "day": shown(row.planned_on)}
    return Item("entry", "allocation.show", _id(row), values, row.planned_on, row.axis_number)


def _stay(row):
    code = "overdue" if row.planned_end_on <= today() else "ending"
    due_on = row.planned_end_on
    values = {"household": row.reference, "place": _place(row), "day": shown(due_on), "when": in_days(due_on)}
    return Item(code, "stays.show", _id(row), values, due_on, row.axis_number)


def _outcome(row):
    values = {"household": row.reference, "place": _place(row), "day": shown(row.last_day)}
    return Item("outcome", "closures.show", _id(row), values | {"when": in_days(row.last_day)}, row.last_day)


def _worker(row):
    values = {"household": row.reference, "day": shown(row.start_on)}
    return Item("worker", "households.show", _id(row), values, None, row.axis_number)


def _decide(row):
    sent_on = local(row.submitted_at or row.created_at).date()
    values = {"household": row.reference, "organisation": row.organisation, "when": in_days(sent_on)}
    return Item("decide", "referrals.show", _id(row), values)


def _assess(row):
    values = {"household": row.reference, "when": _since(row.accepted_at or row.created_at)}
    return Item("assess", "assessments.new", _id(row), values)


def _team(row):
    """The team is chosen on the household's own page of teams; an axis is awaited from those who may assess."""
    values = {"household": row.reference, "when": _since(row.accepted_at or row.created_at)}
    if row.axis_number:
        here = {"public_id": row.household_public_id}
        return Item("team", "assignments.index", here, values, None, row.axis_number)
    code = "unassessed" if row.assessors else "unassessed_nobody"
    values |= {"assessors": row.assessors, "sender": row.organisation}
    return Item(code, "referrals.show", _id(row), values)


def _new_axis(row):
    values = {"household": row.reference, "number": row.new_number, "team": row.team_name, "when": _since(row.at)}
    return Item("new_axis", "assignments.change", _id(row), values, None, row.new_number)


def _free(row):
    values = {"place": _place(row), "persons": row.max_persons, "day": shown(row.free_on)}
    values |= {"until": shown(last_night_ends(row.last_day))}
    return Item("free", "allocation.board", {"unit": row.unit_public_id}, values)


def _agreement(row):
    """Its end in force, and the one that a change signed for later brings."""
    values = {"agreement": row.reference, "site": row.site_name, "day": shown(row.last_day)}
    values |= {"from_day": shown(row.change_on), "final": shown(row.final_last_day)}
    code = "agreement_ahead" if row.change_on else "agreement"
    return Item(code, "agreement.show", _id(row), values | {"when": in_days(row.final_last_day)}, row.final_last_day)


def _closure(row):
    code = "closure_missing" if row.missing else "closure_proposed" if row.proposed else "closure"
    code = code if row.inside else "closure_empty"
    values = {"site": row.site_name, "day": shown(row.last_day), "when": in_days(row.last_day)}
    counts = {"inside": row.inside, "missing": row.missing, "proposed": row.proposed}
    return Item(code, "closures.show", _id(row), values | counts, row.last_day)


def _notice(row):
    values = {"event": label(row.event), "site": row.site_name, "agreement": row.reference, "day": shown(row.due_on)}
    return Item("notice", "agreement.show", _id(row), values, row.due_on)


def _check(row):
    """A check of a unit, or an annex of an agreement, each where it is renewed."""
    enum, endpoint = (CheckKind, "units.show") if row.source == "check" else (AnnexKind, "agreement.show")
    values = {"check": label(enum(row.kind)), "place": f"{row.site_name} {row.code}", "day": shown(row.valid_until)}
    return Item("check", endpoint, _id(row), values, row.valid_until)


def _amendment(row):
    values = {"kind": label(row.kind), "site": row.site_name, "agreement": row.reference}
    return Item("amendment", "agreement.show", _id(row), values | {"day": shown(row.effective_on)}, row.effective_on)


def _extension(row):
    code = "extension_overdue" if row.sent_on else "extension_draft"
    due_on = row.answer_due_on
    values = {"site": row.site_name, "agreement": row.reference, "day": shown(due_on or row.drafted_on)}
    return Item(code, "extension.show", _id(row), values, due_on)


def _outage(row):
    values = {"what": label(row.kind), "place": _place(row), "day": shown(row.first_day), "until": shown(row.last_day)}
    return Item("outage" if row.last_day else "outage_open", "units.show", _id(row), values, row.last_day)


def _complete(row):
    values = {"household": row.reference, "when": in_days(local(row.last_at or row.created_at).date())}
    return Item("complete", "referrals.show", _id(row), values)


def _draft(row):
    return Item("draft", "referrals.show", _id(row), {"household": row.reference, "when": _since(row.created_at)})


def _answered(row):
    values = {"household": row.reference, "when": _since(row.at)}
    return Item(f"answered.{row.kind.value}", "referrals.show", _id(row), values)


def _account(row):
    values = {"name": row.User.name, "organisation": row.name, "role": label(row.User.role)}
    return Item("account", "accounts.show", {"public_id": row.User.public_id}, values)


def _opening(row):
    return Item("opening", "notifications.index", OPENINGS, {"household": row.reference, "day": shown(row.day)})


def _place(row):
    return f"{row.site_name} {row.unit_code}"


def _id(row):
    return {"public_id": row.public_id}


def _since(at):
    return in_days(local(at).date())


def _requests(state):
    return lambda reader, day: people.requests_in(state, reader)


def _invited(reader, day):
    return accounts(AccountFilters(state=AccountState.INVITED.value))


R, S = Role, ReferralState
FIELD, ALLOCATION, COORDINATION = R.FIELD_WORKER, R.ALLOCATION, R.COORDINATION
ENDING = AgreementState.ENDING
CAPTEUR, MEDIATOR = R.CAPTEUR, R.MEDIATOR
LENDER, PARTNER, ADMIN = R.HOUSING_OPERATOR, R.PARTNER, R.ADMINISTRATOR
AGREEMENTS, REQUESTS = "agreement.index", "referrals.index"


def _group(code, rows, item, *roles, listed=None, **more):
    return Group(code, rows, item, listed, frozenset(roles), **more)


_named = partial(_group, named=True)


def _state(endpoint, state):
    return endpoint, {"state": state.value}


GROUPS = (
    _named("answers", people.to_answer, _answer, FIELD),
    _named("entries", people.entries_planned, _entry, FIELD),
    _named("stays", people.stays_ending, _stay, FIELD, listed=("stays.index", {"ends": people.ENDING_DAYS})),
    _named("outcomes", people.outcomes_missing, _outcome, FIELD),
    _named("assessments", people.to_assess, _assess, FIELD),
    _named("workers", people.without_worker, _worker, FIELD, counts=("openings", "follow_ups", "signatures")),
    _named("decisions", _requests(S.SUBMITTED), _decide, ALLOCATION, listed=_state(REQUESTS, S.SUBMITTED)),
    _named("expiring", people.expiring, _answer, ALLOCATION),
    _named("teams", people.without_team, _team, ALLOCATION),
    _named("new_axes", people.new_axes, _new_axis, ALLOCATION),
    _group("free", places.units_free, _free, ALLOCATION, listed=("allocation.board", {})),
    _group("closures", places.closures_standing, _closure, COORDINATION, place=FIRST),
    _group("notices", places.notices_owed, _notice, COORDINATION, few=True),
    _group("checks", places.papers_expiring, _check, COORDINATION, LENDER, few=True),
    _group("amendments", places.amendments_open, _amendment, COORDINATION, few=True, counts=("signatures_on_paper",)),
    _group("extensions", unanswered, _extension, COORDINATION),
    _group("agreements", places.agreements_ending, _agreement, COORDINATION, LENDER, listed=_state(AGREEMENTS, ENDING)),
    _group("outages", places.outages_open, _outage, LENDER),
    _named("capteur_alerts", capteur.alerts_asked, due.alert_asked, PARTNER),
    _named("capteur_due_visits", capteur.visits_asked, due.visit_asked, PARTNER),
    _named("signatures", capteur.signatures, due.signature, PARTNER),
    _named("openings", openings, _opening, PARTNER, listed=("notifications.index", OPENINGS)),
    _named("completions", _requests(S.TO_COMPLETE), _complete, PARTNER, listed=_state(REQUESTS, S.TO_COMPLETE)),
    _named("drafts", _requests(S.DRAFT), _draft, PARTNER, listed=_state(REQUESTS, S.DRAFT)),
    _named("answered", people.answers, _answered, PARTNER, place=NEWS),
    _group("capteur_alerts", capteur.alerts, due.alert, MEDIATOR),
    _group("capteur_due_visits", capteur.due_visits, due.due_visit, MEDIATOR),
    _group("capteur_cases", capteur.cases, due.case, CAPTEUR, MEDIATOR),
    _group("capteur_unsupported", capteur.unsupported, due.unsupported, CAPTEUR, MEDIATOR),
    _group("capteur_requests", capteur.requests, due.request, CAPTEUR),
    _group("capteur_visits", capteur.visits, due.visit, CAPTEUR),
    _group("capteur_recalls", capteur.recalls, due.recall, CAPTEUR),
    _group("capteur_leads", capteur.leads, due.lead, CAPTEUR, few=True),
    _group("accounts", _invited, _account, ADMIN, listed=_state("accounts.index", AccountState.INVITED)),
)  # fmt: skip

# Where each role goes most: (catalogue key, endpoint, icon).
SHORTCUTS = {
    FIELD: (
        ("contact.menu", "contacts.pick", "message-square"),
        ("today.go.households", "households.index", "users"),
        ("today.go.stays", "stays.index", "bed-double"),
    ),
    ALLOCATION: (
        ("today.go.board", "allocation.board", "key-round"),
        ("today.go.requests", "referrals.index", "inbox"),
    ),
    COORDINATION: (("today.go.sites", "sites.index", "house"), ("today.go.figures", "figure.list", "chart-column")),
    LENDER: (
        ("today.go.own_sites", "sites.index", "house"),
        ("today.go.timeline", "timeline.index", "calendar-days"),
        ("reservation.menu", "reservations.index", "key-round"),
    ),
    PARTNER: (("today.go.refer", "drafts.new", "plus"), ("today.go.own_requests", "referrals.index", "inbox")),
    R.FUNDER: (
        ("today.go.public_figures", "public_figure.show", "landmark"),
        ("funding_report.menu", "funding_report.show", "euro"),
        ("today.go.site_report", "site_report.show", "scroll-text"),
    ),
    ADMIN: (("today.go.accounts", "accounts.index", "users"), ("today.go.journal", "journal.index", "history")),
    CAPTEUR: (),
    MEDIATOR: (),
}


def groups_for(role):
    """The lists of a role, in order."""
    return [group for group in GROUPS if role in group.roles]
