"""Accounts: signing in and out, one's own account, people and organisations, the journal, who sees what."""

from flask import Blueprint

from app.auth.vocab import Action
from app.web.menu import Entry, register_entry

bp = Blueprint("auth", __name__)
account_pages = Blueprint("account", __name__)
user_pages = Blueprint("accounts", __name__)
organisation_pages = Blueprint("organisations", __name__)
journal_pages = Blueprint("journal", __name__)
policy_pages = Blueprint("policy", __name__)
delay_pages = Blueprint("delays", __name__)
PAGES = (bp, account_pages, user_pages, organisation_pages, journal_pages, policy_pages, delay_pages)

from app.auth.routes import (  # noqa: E402, F401
    account,
    calendars,
    confirm,
    delays,
    factor,
    factor_resets,
    journal,
    organisations,
    policy,
    session,
    users,
    welcome,
)

register_entry(Entry("delay.menu", "delays.index", Action.DELAY_EDIT, "clock", "settings", 85))
register_entry(Entry("user.menu", "accounts.index", Action.USER_ADMIN, "users", "settings", 900, on_phone=True))
register_entry(
    Entry("organisation.menu", "organisations.index", Action.USER_ADMIN, "landmark", "settings", 910, on_phone=True)
)
register_entry(
    Entry("journal.menu", "journal.index", Action.JOURNAL_VIEW, "scroll-text", "settings", 920, on_phone=True)
)
register_entry(Entry("policy.menu", "policy.show", Action.POLICY_VIEW, "eye", "account", 970))
register_entry(Entry("account.menu", "account.show", Action.ACCOUNT_USE, "user", "account", 980))
