"""Where documents of people are found."""

from flask import Blueprint

from accompaniment.routes.pages import VIEW
from app.web.panels import Panel, register_panel

document_pages = Blueprint("person_documents", __name__)

register_panel(Panel("support.tabs", "paper.tab", "person_documents.household", VIEW, 45))
