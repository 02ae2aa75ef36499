"""What each view asks of its reader. The application does not start while one says nothing (S-01, S-03)."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from app.auth.vocab import Action

ANSWERED = {"GET", "POST", "PUT", "PATCH", "DELETE"}


class Undeclared(Exception):
    """A route answers a method without saying which permission it needs."""


def requires(**by_method: Action) -> Callable[[Any], Any]:
    """Declare the action each method needs: `@requires(GET=Action.SITE_VIEW, POST=Action.SITE_EDIT)`."""

    def mark(view: Any) -> Any:
        view.permissions = dict(by_method)
        return view

    return mark


def public(view: Any) -> Any:
    """Declare a view open to all: signing in, invitations, health, static files. Kept to a dozen."""
    view.is_public = True
    return view


def step_up(view: Any) -> Any:
    """Declare a sensitive act: the password must have been given in the last fifteen minutes (S-36)."""
    view.step_up = True
    return view


def before_enrolment(view: Any) -> Any:
    """Open also to those who still have to set up their second factor: setting it up, and leaving."""
    view.before_enrolment = True
    return view


def is_public(view: Any) -> bool:
    return getattr(view, "is_public", False)


def needed(view: Any, method: str) -> Action | None:
    """The action `method` needs on this view; HEAD is read as GET."""
    return getattr(view, "permissions", {}).get("GET" if method == "HEAD" else method)


def refuse_undeclared(app: Flask) -> None:
    """Raise `Undeclared` for the first route and method without a permission of its own."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if is_public(view):
            continue
        for method in (rule.methods or set()) & ANSWERED:
            if needed(view, method) is None:
                raise Undeclared(f"{rule.endpoint} answers {method} without a declared permission")
