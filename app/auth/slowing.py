"""Answers to who goes faster than a person works: a kind page, when it goes on, and a line in the journal (S-74)."""

from datetime import timedelta

from flask import Response, current_app, g, request
from flask_babel import gettext

from app.audit.views import forget_views, seen_subjects
from app.auth.reader import Reader
from app.auth.services.pace import Pace, note_slowed, wait_for_file, wait_for_search
from app.clock import local, now
from app.config import Settings
from app.db import db
from app.web.error_pages import error_page


def is_paced() -> bool:
    """Whether this request may show a file or search: it names something, or sends a form."""
    return bool(request.view_args or request.args) or request.method == "POST"


def slowed_search(reader: Reader) -> Response | None:
    """The answer to a search that comes too soon after many others; None when it may be made."""
    most = _settings().searches_an_hour
    if g.lately.searches < most:
        return None
    seconds = wait_for_search(reader, most)
    return _answer(reader, Pace.SEARCHES, most, seconds) if seconds else None


def slowed_view(reader: Reader) -> Response | None:
    """The answer in place of a page that shows one file too many; None when it may be shown.

    Called when the page is made and before it leaves: what it would have shown counts only if it is shown.
    """
    most = _settings().files_an_hour
    if g.lately.files < most:
        return None
    seconds = max((wait_for_file(reader, subject_id, most) for subject_id in seen_subjects()), default=0)
    if not seconds:
        return None
    forget_views()
    return _answer(reader, Pace.FILES, most, seconds)


def _settings() -> Settings:
    settings: Settings = current_app.config["TREMPLIN"]
    return settings


def _answer(reader: Reader, pace: Pace, most: int, seconds: int) -> Response:
    note_slowed(reader, pace, most)
    until = f"{local(now() + timedelta(seconds=seconds)):%H:%M}"
    what, do = gettext(f"pace.{pace}.what", most=most), gettext("pace.do", until=until)
    response = error_page(429, what=what, do=do)
    response.headers["Retry-After"] = str(seconds)
    db.session.rollback()
    return response
