"""Pages on requests: referrals, the waiting list, assessments, teams; and the settings they follow."""

from axes.routes import assessments, assignments, decisions, draft_people, drafts, programmes, referrals, teams

PAGES = (
    referrals.bp,
    drafts.bp,
    draft_people.bp,
    decisions.bp,
    decisions.waiting_pages,
    assessments.bp,
    assignments.bp,
    assignments.team_pages,
    programmes.bp,
    teams.bp,
)
