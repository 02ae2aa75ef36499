"""Codes of the follow-up of lettings: visits of the support body, alerts, concertation. Labels live in catalogues."""

from enum import StrEnum


class VisitResult(StrEnum):
    """What became of a visit that was due."""

    HELD = "held"
    BY_PHONE = "by_phone"
    REFUSED = "refused"  # by the household
    MISSED = "missed"  # by the support body


class AlertOrigin(StrEnum):
    """On whose behalf an alert is raised."""

    MEDIATOR = "mediator"
    OWNER = "owner"


class AlertSubject(StrEnum):
    """What an alert is about."""

    ARREARS = "arrears"
    NUISANCE = "nuisance"
    DAMAGE = "damage"
    NO_NEWS = "no_news"
    THIRD_PARTY = "third_party"
    MISSED_VISITS = "missed_visits"
    OWNER_CONDUCT = "owner_conduct"
    OTHER = "other"


class AlertState(StrEnum):
    """How far the support body is; read in the days of the alert."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    ACTING = "acting"
    SOLVED = "solved"


class AlertLevel(StrEnum):
    """Who is reminded of an alert that nobody answers, one after the other."""

    ADDRESSEE = "addressee"
    REFERENTS = "referents"
    COORDINATION = "coordination"


class ReviewVerdict(StrEnum):
    """What people decide about the convention #1 of a partner that answered late twice."""

    KEEP = "keep"
    AMEND = "amend"
    END = "end"
