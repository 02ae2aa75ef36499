"""A flag on the page of a stay or of a referral: somebody of the household left us less than two years before."""

from accompaniment.queries.returns import WITHIN, referral_made, returns_of, stay_begun
from accompaniment.routes.exit_pages import BOARD
from accompaniment.routes.exit_pages import return_pages as bp
from app.auth.gate import reader
from app.auth.requires import requires
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404


@bp.get("/stays/<public_id>/return")
@requires(GET=BOARD)
def of_stay(public_id):
    return _flag(or_404(stay_begun(public_id, reader())))


@bp.get("/referrals/<public_id>/return")
@requires(GET=BOARD)
def of_referral(public_id):
    return _flag(or_404(referral_made(public_id, reader())))


def _flag(begun):
    household_id, since = begun
    return page_or_fragment(
        "accompaniment/returns/show.html",
        "accompaniment/returns/_flag.html",
        returns=returns_of(household_id, since, reader()),
        within=WITHIN,
    )
