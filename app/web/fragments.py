"""Page or fragment: one URL, the same context, two sizes."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request


def wants_fragment() -> bool:
    """Whether htmx asks for a part to swap. A boosted or restored page is a page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type", "partial") == "partial"
        and "HX-History-Restore-Request" not in headers
        and "HX-Boosted" not in headers
    )


def page(template: str, status: int | None = None, **context: Any) -> Response:
    """The whole page; its status is that of the form in the context, unless told. Where a script looks for a record in
    the form, what is found alone."""
    form = context.get("form")
    sought = None if form is None else form.looking_up
    if sought is not None and wants_fragment():
        return make_response(render_template("components/found.html", field=sought))
    body = render_template(template, fragment=False, **context)
    return make_response(body, status or (200 if form is None else form.status))


def page_or_fragment(template: str, partial: str, **context: Any) -> Response:
    """The page, or only `partial` where htmx asked for it; `fragment` tells the partial to add its extras."""
    if wants_fragment():
        return make_response(render_template(partial, fragment=True, **context))
    return page(template, **context)


def see_other(url: str) -> Response:
    """Go on to `url` after an act: 303 for a browser, `HX-Redirect` for htmx (which cannot see headers of a 303)."""
    if request.headers.get("HX-Request") == "true":
        response = make_response("", 200)
        response.headers["HX-Redirect"] = url
        return response
    return make_response(redirect(url, 303))
