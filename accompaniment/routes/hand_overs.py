"""Hand-overs: whose files, who receives them, what that makes, and the act itself."""

from flask import request, url_for
from flask_babel import gettext

from accompaniment.forms.hand_overs import ConfirmForm, PrepareForm, choices_form
from accompaniment.queries.hand_overs import (
    earlier_hand_overs,
    files_of,
    hand_over_called,
    leaver_called,
    list_leavers,
    may_receive,
    members_by_team,
    protected_files,
    receivers_for,
    receivers_of,
    totals_of,
    with_files,
)
from accompaniment.routes.hand_over_pages import HANDS
from accompaniment.routes.hand_over_pages import hand_over_pages as bp
from accompaniment.rules.hand_overs import hand_over_state, shares
from accompaniment.services.hand_overs import (
    carry_out,
    choose_receivers,
    drop_hand_over,
    passing_files,
    prepare,
    receiver_of,
)
from app.auth.gate import reader
from app.auth.models.users import User
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import page_number, paged
from app.web.records import by_name
from axes.queries.persons import names_of


@bp.get("/hand-overs")
@requires(GET=Action.HAND_OVER)
def index():
    text = request.args.get("text", "").strip()[:40] or None
    found = paged(list_leavers(reader(), text))
    return page_or_fragment(
        "accompaniment/hand_overs/list.html",
        "accompaniment/hand_overs/_results.html",
        found=found,
        busy=with_files(reader(), [row.id for row in found.rows]),
        earlier=earlier_hand_overs(reader()),
        text=text,
    )


@bp.route("/colleagues/<public_id>/hand-over", methods=["GET", "POST"])
@requires(**HANDS)
def new(public_id):
    leaver = or_404(leaver_called(public_id, reader()))
    form = PrepareForm()
    form.receiver.among(by_name(may_receive(leaver), User))
    return acted(
        form,
        lambda: prepare(leaver=leaver, receiver=form.receiver.record, actor=reader()),
        template="accompaniment/hand_overs/new.html",
        go=lambda made: url_for("hand_overs.show", public_id=made.public_id),
        leaver=leaver,
        totals=totals_of(reader(), leaver.id),
    )


@bp.route("/hand-overs/<public_id>", methods=["GET", "POST"])
@requires(**HANDS)
def show(public_id):
    hand_over = or_404(hand_over_called(public_id, reader()))
    found = paged(files_of(reader(), hand_over.leaver_id, hand_over.id))
    workers = receivers_for(hand_over.leaver)
    members = members_by_team(hand_over.organisation_id, today())
    files = [_file(row, hand_over, workers, members) for row in found.rows]
    form = choices_form([one["asked"] for one in files], hand_over.receiver)(data=_standing(hand_over, files))
    keys, people = {row.file_id: row.household_id for row in found.rows}, {one.public_id: one for one in workers}
    return acted(
        form,
        lambda: choose_receivers(
            hand_over=hand_over,
            version=form.version.data,
            chosen={keys[file]: people.get(key) for file, key in form.chosen.items()},
            actor=reader(),
        ),
        template="accompaniment/hand_overs/show.html",
        go=lambda _: url_for("hand_overs.show", public_id=public_id, page=page_number()),
        done="hand_over.done.chosen",
        **_seen(hand_over),
        found=found,
        files=files,
        names=names_of({row.household_id for row in found.rows}, reader()),
    )


def _file(row, hand_over, workers, members):
    """A file as the page shows it, and as its form asks who receives it."""
    receiver = receiver_of(row, hand_over, workers, members)
    allowed = receivers_of(row.team_id, workers, members)
    called = row.reference or gettext("hand_over.closed_file")
    chosen = next((one.public_id for one in workers if one.id == row.receiver_id), "")
    suits = any(one.id == hand_over.receiver_id for one in allowed)
    return {
        "row": row,
        "receiver": receiver,
        "chosen": chosen,
        "asked": (row.file_id, called, allowed, suits, row.is_protected),
    }


def _standing(hand_over, files):
    return {"version": hand_over.version} | {f"to_{one['row'].file_id}": one["chosen"] for one in files}


def _seen(hand_over):
    return {
        "hand_over": hand_over,
        "state": hand_over_state(hand_over.done_at, hand_over.dropped_at),
        "totals": totals_of(reader(), hand_over.leaver_id),
    }


@bp.route("/hand-overs/<public_id>/confirm", methods=["GET", "POST"])
@requires(**HANDS)
def confirm(public_id):
    hand_over = or_404(hand_over_called(public_id, reader()))
    seen, passing = _seen(hand_over), passing_files(hand_over, reader())
    told = seen | {
        "shares": shares(passing, hand_over.receiver, seen["totals"]["alone"]),
        "names": names_of({row.household_id for row, _ in passing}, reader()),
        "protected": protected_files(reader(), hand_over),
    }
    return _settled(hand_over, carry_out, url_for("hand_overs.show", public_id=public_id), "confirm", told)


@bp.route("/hand-overs/<public_id>/drop", methods=["GET", "POST"])
@requires(**HANDS)
def drop(public_id):
    hand_over = or_404(hand_over_called(public_id, reader()))
    return _settled(hand_over, drop_hand_over, url_for("hand_overs.index"), "drop", _seen(hand_over))


SETTLED = {"confirm": "hand_over.done.done", "drop": "hand_over.done.dropped"}


def _settled(hand_over, act, go, name, told):
    """What ends a hand-over, one way or the other, once it is confirmed."""
    form = ConfirmForm(version=hand_over.version)
    return acted(
        form,
        lambda: act(hand_over=hand_over, version=form.version.data, actor=reader()),
        template=f"accompaniment/hand_overs/{name}.html",
        go=lambda _: go,
        done=SETTLED[name],
        **told,
    )
