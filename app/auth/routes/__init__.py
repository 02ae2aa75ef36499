"""Accounts: signing in and out, one's own account, administration of people."""

from flask import Blueprint

bp = Blueprint("auth", __name__)

from app.auth.routes import session  # noqa: E402, F401
