"""Pages of the roof: language, health, a word to whoever looks for a home. Today is in `reports.routes.today`."""

from flask import Blueprint, current_app, jsonify, make_response, redirect, request, url_for

from app.auth.front_door import speak
from app.auth.requires import public
from app.db import db
from app.web.fragments import page
from app.web.safe_url import own_page, own_path

language_pages = Blueprint("language", __name__)
health_pages = Blueprint("health", __name__)
visitor_pages = Blueprint("visitors", __name__)


@language_pages.get("/language/<any(fr, nl, en):code>")
@public
def choose(code):
    """The pages speak this language from now on: the one that was left first, its filters included."""
    onward = own_path(request.args.get("next")) or _left() or url_for("today.show")
    return speak(make_response(redirect(onward, 302)), code)


def _left():
    """The page of ours from which the browser comes, as far as it can be opened again."""
    left = own_page(request.referrer, request.host)
    adapter = current_app.create_url_adapter(request)
    opens = left and adapter.test(left.partition("?")[0].removeprefix(request.script_root), "GET")
    return left if opens else None


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
