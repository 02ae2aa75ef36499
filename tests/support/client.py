"""A browser for tests: follows forms as a person would, and checks every HTML answer it gets."""

import secrets
from typing import Any

from flask import Flask
from lxml import html as lxml_html
from werkzeug.test import TestResponse

from app.auth.services.sessions import open_session
from app.db import db, transaction
from app.i18n.locale import COOKIE
from tests.factories.auth import PASSWORD
from tests.support.html import check_fragment, check_page

Status = int | set[int]
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}


class StrictClient:
    """Each answer must have the status expected (200 or 303 unless told) and be sound HTML."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()
        self.last: TestResponse | None = None
        self.url = "/"
        self._token = None, ""

    def get(self, url: str, status: Status = 200, *, fragment: bool = False, **options: Any) -> TestResponse:
        headers = options.pop("headers", {}) | (FRAGMENT if fragment else {})
        return self._checked(self.http.get(url, headers=headers, **options), status, url)

    def post(
        self, url: str, data: Any = None, status: int = 303, *, fragment: bool = False, **options: Any
    ) -> TestResponse:
        """Send `data` with a CSRF token and a one-time key, as a form of ours would."""
        headers = options.pop("headers", {}) | (FRAGMENT if fragment else {})
        data = self.machinery() | dict(data or {})
        return self._checked(self.http.post(url, data=data, headers=headers, **options), status, url)

    def submit(self, url: str, form: str | None = None, status: int = 303, **fields: Any) -> TestResponse:
        """Open `url`, fill in the form (the first POST form, or the one with id `form`), and send it."""
        page = lxml_html.fromstring(self.get(url).text)
        found = page.get_element_by_id(form) if form else _main_form(page)
        data = form_values(found)
        unknown = set(fields) - {item.get("name") for item in found.iter() if item.get("name")}
        assert not unknown, f"the form on {url} has no field {sorted(unknown)}"
        data |= fields
        action = found.get("action") or url
        return self._checked(self.http.post(action, data=data), status, action)

    def follow(self) -> TestResponse:
        """Go where the last answer leads."""
        assert self.last is not None
        return self.get(self.last.headers["Location"])

    def arrive(self, user: Any) -> None:
        """Be signed in already, without the door's second of work: most tests begin behind it."""
        with self.app.app_context(), transaction("write"):
            token = open_session(user=user, device="")
            db.session.commit()
        with self.http.session_transaction() as session:
            session["_user_id"] = token
        if user.locale:
            self.http.set_cookie(COOKIE, user.locale)

    def sign_in(self, user: Any, password: str = PASSWORD) -> TestResponse:
        return self.submit("/sign-in", email=user.email, password=password)

    def machinery(self) -> dict[str, str]:
        """What every form of ours carries beside what is typed: a CSRF token and a one-time key."""
        return {"csrf_token": self.csrf_token(), "form_key": secrets.token_urlsafe(16)}

    def csrf_token(self) -> str:
        """The token that a page shows; the page is asked for again once the session has another one."""
        with self.http.session_transaction() as session:
            kept = session.get("csrf_token")
        if kept is None or kept != self._token[0]:
            page = lxml_html.fromstring(self.http.get("/sign-in").text)
            with self.http.session_transaction() as session:
                kept = session["csrf_token"]
            self._token = kept, str(page.xpath("//input[@name='csrf_token']/@value")[0])
        return self._token[1]

    def _checked(self, response: TestResponse, status: Status, url: str) -> TestResponse:
        self.last, self.url = response, url
        assert response.status_code in ({status} if isinstance(status, int) else status), (
            f"{url}: {response.status_code}, expected {status}\n{response.text[:1500]}"
        )
        if response.mimetype == "text/html" and response.text:
            (check_page if "<!doctype html>" in response.text[:200].lower() else check_fragment)(response.text)
        return response


def _main_form(page: Any) -> Any:
    forms = page.xpath("//main//form[translate(@method,'POST','post')='post']")
    assert forms, "this page has no form to send"
    return forms[0]


def form_values(form: Any) -> dict[str, Any]:
    """What a browser would send without touching anything."""
    values: dict[str, Any] = {}
    empty = set(form.xpath(".//input[@type='radio'][@checked][@value='']/@name"))  # of which lxml says "on"
    for name, value in form.form_values():
        value = "" if name in empty else value.removeprefix("\n")  # a browser drops a first line break; lxml keeps it
        earlier = values.get(name)
        values[name] = value if earlier is None else [*(earlier if isinstance(earlier, list) else [earlier]), value]
    return values
