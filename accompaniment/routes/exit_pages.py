"""Blueprints of exits, in one place: the modules beside add their views to them."""

from flask import Blueprint

from app.auth.vocab import Action
from app.web.menu import Entry, register_entry
from app.web.panels import Panel, register_panel

exit_pages = Blueprint("exits", __name__)
plan_pages = Blueprint("exit_plans", __name__)
candidacy_pages = Blueprint("candidacies", __name__)
follow_up_pages = Blueprint("follow_ups", __name__)
return_pages = Blueprint("returns", __name__)
exit_model_pages = Blueprint("exit_models", __name__, url_prefix="/settings/exit-steps")

VIEW, ACT, BOARD = Action.SUPPORT_VIEW, Action.SUPPORT_ACT, Action.EXIT_VIEW
EDITS = {"GET": ACT, "POST": ACT}

register_entry(Entry("exit_board.menu", "exits.board", BOARD, "door-open", "people", 33))
register_entry(Entry("follow_up.menu", "follow_ups.index", VIEW, "calendar-clock", "people", 35))
register_entry(Entry("exit_model.menu", "exit_models.index", Action.SETTINGS_EDIT, "route", "settings", 85))
register_panel(Panel("support.tabs", "exit_plan.tab", "exit_plans.show", VIEW, 50))
register_panel(Panel("today.panels", "follow_up.menu", "follow_ups.due", ACT, 30))
register_panel(Panel("today.panels", "weekly.title", "exits.weekly", VIEW, 40))
register_panel(Panel("stay.panels", "return.panel", "returns.of_stay", BOARD, 10))
register_panel(Panel("referral.panels", "return.panel", "returns.of_referral", BOARD, 10))
