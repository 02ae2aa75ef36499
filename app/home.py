"""Pages of the roof: language, health, a word to whoever looks for a home. Today is in `reports.routes.today`."""

from flask import Blueprint, jsonify, make_response, redirect, request, url_for

from app.auth.front_door import speak
from app.auth.requires import public
from app.db import db
from app.web.fragments import page
from app.web.safe_url import own_path

language_pages = Blueprint("language", __name__)
health_pages = Blueprint("health", __name__)
visitor_pages = Blueprint("visitors", __name__)


@language_pages.get("/language/<any(fr, nl, en):code>")
@public
def choose(code):
    return speak(make_response(redirect(own_path(request.args.get("next")) or url_for("today.show"), 302)), code)


@health_pages.get("/healthz")
@public
def live():
    return jsonify(status="ok")


@health_pages.get("/readyz")
@public
def ready():
    db.session.execute(db.text("SELECT 1"))
    return jsonify(status="ok")


@visitor_pages.get("/looking-for-a-home")
@public
def looking():
    """A person does not apply alone: nothing is asked of who they are, and nothing is kept."""
    return page("public/looking.html")
