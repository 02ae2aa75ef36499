"""How the support bodies of a programme answer, measured; and the review of one that answered late twice."""

from flask import Blueprint, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page
from app.web.lookup import or_404
from capteur.forms.concertations import ReviewForm
from capteur.queries.conventions import convention_in_force
from capteur.queries.reactivity import measured, reviews_of
from capteur.routes.parts import entered_or_404, form_page, path_of
from capteur.services.concertations import review_partner
from capteur.vocab_follow_up import ReviewVerdict

bp = Blueprint("reactivity", __name__, url_prefix="/capteur/<programme_id>/partners")
VIEW, REVIEW = Action.REACTIVITY_VIEW, Action.PARTNER_REVIEW


@bp.get("")
@requires(GET=VIEW)
def index(programme_id):
    """Each support body; whoever may not follow households, the whole alone."""
    programme = entered_or_404(programme_id, VIEW)
    partners, whole = measured(reader(), programme, today())
    named = partners if reader().may(Action.FOLLOW_UP_VIEW) else []
    return page("capteur/partners/list.html", programme=programme, partners=named, whole=whole, day=today())


def _found(programme_id, public_id, action):
    programme = entered_or_404(programme_id, action)
    or_404(programme if reader().may(Action.FOLLOW_UP_VIEW) else None)
    partners, _ = measured(reader(), programme, today())
    return programme, or_404(next((one for one in partners if one.public_id == public_id), None))


@bp.get("/<public_id>")
@requires(GET=VIEW)
def show(programme_id, public_id):
    programme, one = _found(programme_id, public_id, VIEW)
    return page(
        "capteur/partners/show.html",
        programme=programme,
        one=one,
        reviews=reviews_of(programme, one.id),
        convention=convention_in_force(programme.id, one.id, today()),
        day=today(),
    )


@bp.route("/<public_id>/review", methods=["GET", "POST"])
@requires(GET=REVIEW, POST=REVIEW)
def review(programme_id, public_id):
    programme, one = _found(programme_id, public_id, REVIEW)
    form = ReviewForm()
    act = {"programme": programme, "organisation_id": one.id, "breaches": len(one.late), "actor": reader()}

    def decided():
        return review_partner(verdict=ReviewVerdict(form.verdict.data), reason=form.reason.data, **act)

    back = url_for("reactivity.show", programme_id=programme.public_id, public_id=one.public_id)
    path = path_of(programme, ("reactivity.title", "reactivity.index"))
    return form_page(programme, form, decided, "reactivity.review", back, path=path, lead="reactivity.review_lead")
