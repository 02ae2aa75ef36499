"""Headers of every answer, errors and files included (S-43, S-45, S-51)."""

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ONE_YEAR = "public, max-age=31536000, immutable"


def init_headers(app: Flask, *, https: bool) -> None:
    """Set the headers on each answer; versioned static files alone may be kept by the browser."""

    @app.after_request
    def _headers(response: Response) -> Response:
        stricter = response.headers.get("Content-Security-Policy", POLICY)  # a file to download is sandboxed
        response.headers.update(ALWAYS | {"Content-Security-Policy": stricter})
        if https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint == "static" and response.status_code in (200, 304):
            response.headers["Cache-Control"] = ONE_YEAR if "v" in request.args else "no-cache"
        else:
            response.headers["Cache-Control"] = "no-store"
            response.headers["Vary"] = "Cookie, HX-Request"
        return response
