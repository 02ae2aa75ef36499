"""Pages on requests: referrals, the waiting list, assessments, teams."""

from axes.routes import assessments, assignments, decisions, drafts, referrals

PAGES = (
    referrals.bp,
    drafts.bp,
    decisions.bp,
    decisions.waiting_pages,
    assessments.bp,
    assignments.bp,
    assignments.team_pages,
)
