"""How what is due in capteur programmes becomes a thing to do."""

from app.i18n.formats import day as shown
from app.i18n.formats import in_days
from app.i18n.labels import label
from reports.rules.today import Item


def _within(row):
    return {"programme_id": row.programme_id, "public_id": row.public_id}


def visit(row):
    """With the hour, where one was agreed."""
    code = "capteur_visit_at" if row.planned_at else "capteur_visit"
    values = {"dwelling": row.reference, "day": shown(row.planned_on)}
    values["hour"] = row.planned_at.strftime("%H:%M") if row.planned_at else ""
    return Item(code, "visits.show", {"public_id": row.public_id}, values, row.planned_on)


def lead(row):
    code = "capteur_lead" if row.due_on else "capteur_lead_idle"
    values = {"dwelling": row.reference, "action": label(row.action) if row.due_on else "", "day": shown(row.due_on)}
    return Item(code, "opportunities.show", {"public_id": row.public_id}, values, row.due_on)


def recall(row):
    values = {"owner": row.reference, "day": shown(row.recall_on)}
    return Item("capteur_recall", "owners.show", {"public_id": row.public_id}, values, row.recall_on)


def _told(row):
    """Of a row of notices: where it leads, and what it says."""
    values = {"household": row.reference, "place": row.place, "day": shown(row.day)}
    return dict(zip(("programme_id", "public_id"), row.link.split("/"), strict=True)), values


def signature(row):
    return Item("signature", "tripartites.show", *_told(row), row.due_on)


def alert_asked(row):
    return Item(f"capteur_asked.{row.stage}", "support_alerts.show", *_told(row), row.due_on)


def visit_asked(row):
    return Item("capteur_due_visit", "due_visits.note", *_told(row), row.due_on)


def request(row):
    return Item("capteur_request", "housing_requests.show", *_told(row))


def unsupported(row):
    values = {"household": row.reference, "dwelling": row.dwelling}
    return Item("capteur_unsupported", "lettings.show", _within(row), values)


def alert(row):
    """Answered, what is left is to be done any day."""
    code = "capteur_alert_answered" if row.acknowledged_on else "capteur_alert"
    values = {"household": row.reference, "day": shown(row.acknowledged_on or row.answer_by)}
    return Item(code, "support_alerts.show", _within(row), values, None if row.acknowledged_on else row.answer_by)


def due_visit(row):
    values = {"household": row.reference, "day": shown(row.due_on)}
    return Item("capteur_due_visit", "due_visits.note", _within(row), values, row.due_on)


def case(row):
    values = {"household": row.reference, "cause": label(row.cause), "when": in_days(row.opened_on)}
    return Item("capteur_case", "mediation_cases.show", _within(row), values)
