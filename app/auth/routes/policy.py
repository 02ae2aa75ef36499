"""Who sees what: the policy itself, readable by everyone who signs in."""

from flask import request

from app.auth.gate import reader
from app.auth.queries.rights import rights_by_area
from app.auth.requires import requires
from app.auth.routes import policy_pages as bp
from app.auth.vocab import Action, Relation, Role
from app.web.fragments import page_or_fragment

ALL = "all"


@bp.get("/who-sees-what")
@requires(GET=Action.POLICY_VIEW)
def show():
    asked = request.args.get("role", reader().role.value)
    roles = tuple(role for role in Role if role.value == asked) or tuple(Role)
    return page_or_fragment(
        "policy/show.html",
        "policy/_results.html",
        areas=rights_by_area(roles),
        shown=roles,
        asked=asked if len(roles) == 1 else ALL,
        roles=list(Role),
        relations=list(Relation),
        every=ALL,
    )
