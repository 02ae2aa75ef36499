"""Codes of rights: roles, actions, relations. Labels live in the catalogues."""

from enum import StrEnum


class Role(StrEnum):
    """What a person does in the partnership (DESIGN §1)."""

    COORDINATION = "coordination"
    ALLOCATION = "allocation"
    FIELD_WORKER = "field_worker"
    HOUSING_OPERATOR = "housing_operator"
    PARTNER = "partner"
    CAPTEUR = "capteur"
    MEDIATOR = "mediator"
    FUNDER = "funder"
    ADMINISTRATOR = "administrator"


class Relation(StrEnum):
    """How a record stands to its reader."""

    OWN = "own"  # the reader's organisation is in charge of it
    SHARED = "shared"  # shared with that organisation by recorded consent
    OTHER = "other"  # any other record of the programmes
    PROTECTED = "protected"  # a protected household, where the reader is named


class Action(StrEnum):
    """What can be done; each view declares one per method."""

    ACCOUNT_USE = "account_use"
    TODAY_VIEW = "today_view"
    POLICY_VIEW = "policy_view"
    SITE_VIEW = "site_view"
    SITE_EDIT = "site_edit"
    AGREEMENT_VIEW = "agreement_view"
    AGREEMENT_EDIT = "agreement_edit"
    OPERATOR_VIEW = "operator_view"
    OPERATOR_EDIT = "operator_edit"
    HOUSEHOLD_VIEW = "household_view"
    HOUSEHOLD_IDENTITY = "household_identity"
    HOUSEHOLD_HEALTH = "household_health"
    HOUSEHOLD_EDIT = "household_edit"
    CONSENT_WRITE = "consent_write"
    HOUSEHOLD_PROTECT = "household_protect"
    BREAK_GLASS = "break_glass"
    REFERRAL_VIEW = "referral_view"
    REFERRAL_WRITE = "referral_write"
    REFERRAL_DECIDE = "referral_decide"
    ASSESSMENT_VIEW = "assessment_view"
    ASSESSMENT_WRITE = "assessment_write"
    ASSIGNMENT_DECIDE = "assignment_decide"
    ALLOCATION_VIEW = "allocation_view"
    ALLOCATION_PROPOSE = "allocation_propose"
    ALLOCATION_ANSWER = "allocation_answer"
    STAY_VIEW = "stay_view"
    STAY_ACT = "stay_act"
    CLOSURE_VIEW = "closure_view"
    CLOSURE_ACT = "closure_act"
    SUPPORT_VIEW = "support_view"
    SUPPORT_ACT = "support_act"
    RESIDENCE_VIEW = "residence_view"
    TASK_USE = "task_use"
    HAND_OVER = "hand_over"
    INCIDENT_VIEW = "incident_view"
    INCIDENT_ACT = "incident_act"
    REPAIR_VIEW = "repair_view"
    REPAIR_ACT = "repair_act"
    EXIT_VIEW = "exit_view"
    NETWORK_VIEW = "network_view"
    NETWORK_EDIT = "network_edit"
    NETWORK_ANSWER = "network_answer"
    FUNDING_VIEW = "funding_view"
    FUNDING_EDIT = "funding_edit"
    FUNDING_ASK = "funding_ask"
    FUNDING_DECIDE = "funding_decide"
    FUNDING_FIGURES_VIEW = "funding_figures_view"
    RESERVATION_VIEW = "reservation_view"
    RESERVATION_EDIT = "reservation_edit"
    RESERVATION_OFFER = "reservation_offer"
    RESERVATION_HOLD = "reservation_hold"
    TENANCY_VIEW = "tenancy_view"
    TENANCY_ACT = "tenancy_act"
    CAPTEUR_VIEW = "capteur_view"
    CAPTEUR_SETTINGS = "capteur_settings"
    CAPTEUR_FIGURES = "capteur_figures"
    CAPTEUR_CONVENTION_VIEW = "capteur_convention_view"
    CAPTEUR_CONVENTION_EDIT = "capteur_convention_edit"
    PRICE_VIEW = "price_view"
    PRICE_EDIT = "price_edit"
    HOUSING_REQUEST_VIEW = "housing_request_view"
    HOUSING_REQUEST_WRITE = "housing_request_write"
    HOUSING_REQUEST_DECIDE = "housing_request_decide"
    OWNER_VIEW = "owner_view"
    OWNER_EDIT = "owner_edit"
    PROPOSAL_VIEW = "proposal_view"
    PROPOSAL_EDIT = "proposal_edit"
    LETTING_VIEW = "letting_view"
    LETTING_EDIT = "letting_edit"
    TRIPARTITE_EDIT = "tripartite_edit"
    FOLLOW_UP_VIEW = "follow_up_view"
    FOLLOW_UP_ACT = "follow_up_act"
    ALERT_RAISE = "alert_raise"
    REACTIVITY_VIEW = "reactivity_view"
    CONCERTATION_VIEW = "concertation_view"
    CONCERTATION_EDIT = "concertation_edit"
    PARTNER_REVIEW = "partner_review"
    FIGURES_VIEW = "figures_view"
    SITE_REPORT_VIEW = "site_report_view"
    PUBLIC_FIGURES_VIEW = "public_figures_view"
    SETTINGS_EDIT = "settings_edit"
    USER_ADMIN = "user_admin"
    JOURNAL_VIEW = "journal_view"
    NOTIFICATION_VIEW = "notification_view"
    CALENDAR_USE = "calendar_use"
    DELAY_EDIT = "delay_edit"


class OrganisationKind(StrEnum):
    """What an organisation is to the programmes."""

    FIELD_OPERATOR = "field_operator"
    HOUSING_OPERATOR = "housing_operator"
    RENTAL_MANAGER = "rental_manager"
    REFERRER = "referrer"
    CAPTEUR = "capteur"
    FUNDER = "funder"
    COORDINATION = "coordination"


class LinkKind(StrEnum):
    """What a single-use link opens."""

    INVITATION = "invitation"
    RESET = "reset"


class AccountState(StrEnum):
    """Where an account stands; derived from its row, never typed."""

    ACTIVE = "active"
    INVITED = "invited"
    DEACTIVATED = "deactivated"


class NotificationKind(StrEnum):
    """What somebody is told of until it is done; the rows are derived in `reports.queries.notifications`."""

    CLOSING = "closing"
    STAY_OVERDUE = "stay_overdue"
    PROPOSAL = "proposal"
    TASK = "task"
    EXIT_STEP = "exit_step"
    RIGHT = "right"
    DOCUMENT = "document"
    FOLLOW_UP = "follow_up"
    NETWORK = "network"
    SUPPORT_STOPPED = "support_stopped"
    RESIDENCE = "residence"
    RESERVED_DWELLING = "reserved_dwelling"
    FUNDING = "funding"
    NEXT_STEP = "next_step"
    INCIDENT = "incident"
    LENGTH = "length"
    WINTER = "winter"
    BREAK_GLASS = "break_glass"
    AGREEMENT = "agreement"
    SUPERVISOR = "supervisor"
    EXTENSION = "extension"
    EXTENSION_ANSWERED = "extension_answered"
    REFERRAL = "referral"
    COMPLETION = "completion"
