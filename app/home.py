"""Pages of the roof: language, health. Today is in `reports.routes.today`."""

from flask import Blueprint, jsonify, make_response, redirect, request, url_for

from app.auth.requires import public
from app.db import db
from app.i18n.locale import COOKIE
from app.web.safe_url import own_path

language_pages = Blueprint("language", __name__)
health_pages = Blueprint("health", __name__)


@language_pages.get("/language/<any(fr, nl, en):code>")
@public
def choose(code):
    response = make_response(redirect(own_path(request.args.get("next")) or url_for("today.show"), 302))
    response.set_cookie(COOKIE, code, max_age=31536000, samesite="Lax", httponly=True)
    return response


@health_pages.get("/healthz")
@public
def live():
    return jsonify(status="ok")


@health_pages.get("/readyz")
@public
def ready():
    db.session.execute(db.text("SELECT 1"))
    return jsonify(status="ok")
