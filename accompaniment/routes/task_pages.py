"""Blueprints of tasks and days, in one place: the modules beside add their views to them."""

from flask import Blueprint

from app.auth.vocab import Action
from app.web.menu import Entry, register_entry
from app.web.panels import Panel, register_panel

task_pages = Blueprint("tasks", __name__)
day_pages = Blueprint("day", __name__)

USE = Action.TASK_USE
EDITS = {"GET": USE, "POST": USE}

register_entry(Entry("day.mine", "day.mine", USE, "list-todo", "", 3, on_phone=True))
register_panel(Panel("today.panels", "day.mine", "day.summary", USE, 5))
register_panel(Panel("support.tabs", "task.menu", "tasks.of_household", Action.SUPPORT_VIEW, 60))
