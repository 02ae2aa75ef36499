"""Pages of support."""

from accompaniment.routes import (
    candidacies,
    contacts,
    day,
    documents,
    entitlements,
    exit_board,
    exit_models,
    exit_plans,
    follow_ups,
    hand_overs,
    household_contacts,
    incident_acts,
    incident_notes,
    incidents,
    mobilisation_steps,
    mobilisations,
    network,
    network_inbox,
    network_themes,
    notes,
    objectives,
    repairs,
    returns,
    rights,
    rights_due,
    rights_opened,
    supports,
    tasks,
    weekly_meetings,
)
from accompaniment.routes.document_pages import document_pages
from accompaniment.routes.exit_pages import (
    candidacy_pages,
    exit_model_pages,
    exit_pages,
    follow_up_pages,
    plan_pages,
    return_pages,
)
from accompaniment.routes.hand_over_pages import hand_over_pages
from accompaniment.routes.incident_pages import incident_pages, repair_pages
from accompaniment.routes.network_pages import inbox_pages, mobilisation_pages, network_pages, network_theme_pages
from accompaniment.routes.pages import contact_pages, note_pages, objective_pages, support_pages
from accompaniment.routes.right_pages import entitlement_pages, right_pages
from accompaniment.routes.task_pages import day_pages, task_pages
from accompaniment.services import following, right_following, unfollowing

PAGES = (
    support_pages,
    contact_pages,
    note_pages,
    document_pages,
    objective_pages,
    exit_pages,
    plan_pages,
    candidacy_pages,
    follow_up_pages,
    return_pages,
    exit_model_pages,
    right_pages,
    entitlement_pages,
    task_pages,
    day_pages,
    hand_over_pages,
    incident_pages,
    repair_pages,
    network_pages,
    network_theme_pages,
    mobilisation_pages,
    inbox_pages,
)
LISTENING = (following, right_following, unfollowing)  # imported for what it does when somebody enters or moves on

__all__ = [
    "LISTENING",
    "PAGES",
    "candidacies",
    "contacts",
    "day",
    "documents",
    "entitlements",
    "exit_board",
    "exit_models",
    "exit_plans",
    "follow_ups",
    "hand_overs",
    "household_contacts",
    "incident_acts",
    "incident_notes",
    "incidents",
    "mobilisation_steps",
    "mobilisations",
    "network",
    "network_inbox",
    "network_themes",
    "notes",
    "objectives",
    "repairs",
    "returns",
    "rights",
    "rights_due",
    "rights_opened",
    "supports",
    "tasks",
    "weekly_meetings",
]
