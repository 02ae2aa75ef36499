"""The columns that name an account, and what becomes of them when it leaves."""

# Who did something: `author_id` and whatever ends in `_by_id` say so by their name, these do not.
DONE_BY = {
    *("exit_move.user_id", "candidacy_event.user_id", "referral_event.user_id", "allocation_step.user_id"),
    *("axis_assessment.assessor_id", "break_glass.user_id", "incident_step.user_id"),
    *("housing_request_event.user_id", "opportunity_event.user_id", "owner_event.user_id"),
    *("guarantee_event.user_id", "visit.visitor_id", "support_alert.addressee_id", "support_alert.handler_id"),
}
# Who is in charge of a dwelling, and who stands in: passed on a floor above, at once (`capteur.services.charges`).
IN_CHARGE = {"capteur_duty.user_id", "capteur_delegation.from_user_id", "capteur_delegation.to_user_id"}
# One's own account, and the teams one is in: these end with the account, or when the administrator says so.
ACCOUNT = {"team_member.user_id", "hand_over.leaver_id"}
STILL = "done_at IS NULL AND dropped_at IS NULL"
# What is under way with somebody: the rows that must not name them afterwards.
UNDER_WAY = {
    "assignment.reference_worker_id": "end_on IS NULL OR end_on > CURRENT_DATE",
    "assignment.second_worker_id": "end_on IS NULL OR end_on > CURRENT_DATE",
    "support.reference_worker_id": "end_on IS NULL OR end_on > CURRENT_DATE",
    "task.worker_id": STILL,
    "prevention_case.worker_id": "closed_on IS NULL",
    "contact.next_worker_id": "next_on IS NOT NULL AND next_done_on IS NULL AND cancelled_on IS NULL",
    "support.follow_up_worker_id": "end_on IS NOT NULL",
    "protected_reader.user_id": "1 = 1",
    "hand_over.receiver_id": STILL,
    "hand_over_choice.receiver_id": f"hand_over_id IN (SELECT id FROM hand_over WHERE {STILL})",
}
