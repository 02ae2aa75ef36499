"""The packages whose pages make the product, in the order of the floors."""

from flask import Flask

import app.home as home
from app.auth.routes import bp as auth_pages

PAGES = (home.bp, home.language_pages, home.health_pages, auth_pages)


def register_packages(app: Flask) -> None:
    for pages in PAGES:
        app.register_blueprint(pages)
