"""Who may do what to which records: the one table. Code, tests, menus and the page "Qui voit quoi" read it.

An action absent for a role is refused. A set of relations says on which records it is allowed; for actions that are
about no record in particular, any relation will do.
"""

from app.auth.vocab import Action, Relation, Role

OWN, SHARED, OTHER, PROTECTED = Relation.OWN, Relation.SHARED, Relation.OTHER, Relation.PROTECTED
MINE = frozenset({OWN})
ALL = frozenset({OWN, SHARED, OTHER})
FILES = frozenset({OWN, SHARED, PROTECTED})
IN_CHARGE = frozenset({OWN, PROTECTED})
REFERENCES = frozenset({OWN, SHARED, OTHER, PROTECTED})

EVERYBODY = {role: MINE for role in Role}

POLICY: dict[Action, dict[Role, frozenset[Relation]]] = {
    Action.ACCOUNT_USE: EVERYBODY,
    Action.TODAY_VIEW: EVERYBODY,
    Action.POLICY_VIEW: EVERYBODY,
    Action.SITE_VIEW: {
        Role.COORDINATION: ALL,
        Role.ALLOCATION: ALL,
        Role.FIELD_WORKER: ALL,
        Role.HOUSING_OPERATOR: MINE,
    },
    Action.SITE_EDIT: {Role.COORDINATION: ALL},
    Action.AGREEMENT_VIEW: {
        Role.COORDINATION: ALL,
        Role.ALLOCATION: ALL,
        Role.FIELD_WORKER: ALL,
        Role.HOUSING_OPERATOR: MINE,
    },
    Action.AGREEMENT_EDIT: {Role.COORDINATION: ALL},
    Action.OPERATOR_VIEW: {Role.COORDINATION: ALL, Role.ALLOCATION: ALL, Role.FIELD_WORKER: ALL},
    Action.OPERATOR_EDIT: {Role.COORDINATION: ALL},
    # Reference, composition, needs, axis result: never a name (that is HOUSEHOLD_IDENTITY).
    Action.HOUSEHOLD_VIEW: {
        Role.COORDINATION: REFERENCES,
        Role.ALLOCATION: REFERENCES,
        Role.FIELD_WORKER: FILES,
        Role.PARTNER: IN_CHARGE,
    },
    Action.HOUSEHOLD_IDENTITY: {Role.FIELD_WORKER: FILES, Role.PARTNER: IN_CHARGE},
    Action.HOUSEHOLD_HEALTH: {Role.FIELD_WORKER: FILES},
    Action.HOUSEHOLD_EDIT: {Role.FIELD_WORKER: FILES},
    # What decides who else may look belongs to the organisation in charge, not to one it shares with.
    Action.CONSENT_WRITE: {Role.FIELD_WORKER: IN_CHARGE, Role.PARTNER: IN_CHARGE},
    Action.HOUSEHOLD_PROTECT: {Role.FIELD_WORKER: IN_CHARGE},
    # To ask that a file be erased, and to do it as another: those in charge of it; coordination by reference.
    Action.ERASURE_ACT: {Role.COORDINATION: REFERENCES, Role.FIELD_WORKER: IN_CHARGE, Role.PARTNER: IN_CHARGE},
    # How long files are kept after their last contact.
    Action.KEEPING_EDIT: {Role.ADMINISTRATOR: ALL, Role.COORDINATION: ALL},
    Action.BREAK_GLASS: {Role.COORDINATION: ALL, Role.ALLOCATION: ALL},
    Action.REFERRAL_VIEW: {
        Role.COORDINATION: REFERENCES,
        Role.ALLOCATION: REFERENCES,
        Role.FIELD_WORKER: FILES,
        Role.PARTNER: IN_CHARGE,
    },
    Action.REFERRAL_WRITE: {Role.PARTNER: IN_CHARGE, Role.FIELD_WORKER: IN_CHARGE},
    Action.REFERRAL_DECIDE: {Role.ALLOCATION: REFERENCES, Role.COORDINATION: REFERENCES},
    Action.ASSESSMENT_VIEW: {Role.COORDINATION: REFERENCES, Role.ALLOCATION: REFERENCES, Role.FIELD_WORKER: FILES},
    Action.ASSESSMENT_WRITE: {Role.FIELD_WORKER: FILES},
    Action.ASSIGNMENT_DECIDE: {Role.ALLOCATION: REFERENCES, Role.COORDINATION: REFERENCES},
    Action.ALLOCATION_VIEW: {Role.ALLOCATION: REFERENCES, Role.COORDINATION: REFERENCES, Role.FIELD_WORKER: FILES},
    Action.ALLOCATION_PROPOSE: {Role.ALLOCATION: REFERENCES, Role.COORDINATION: REFERENCES},
    Action.ALLOCATION_ANSWER: {Role.FIELD_WORKER: FILES},
    Action.STAY_VIEW: {Role.COORDINATION: REFERENCES, Role.ALLOCATION: REFERENCES, Role.FIELD_WORKER: FILES},
    Action.STAY_ACT: {Role.FIELD_WORKER: FILES, Role.COORDINATION: REFERENCES},
    Action.CLOSURE_VIEW: {Role.COORDINATION: ALL, Role.ALLOCATION: ALL, Role.FIELD_WORKER: ALL},
    Action.CLOSURE_ACT: {Role.COORDINATION: ALL},
    Action.SUPPORT_VIEW: {Role.FIELD_WORKER: FILES},
    Action.SUPPORT_ACT: {Role.FIELD_WORKER: FILES},
    # How a person stays in the country: for the organisation in charge, never by sharing.
    Action.RESIDENCE_VIEW: {Role.FIELD_WORKER: IN_CHARGE},
    # One's own and one's team's, wherever one works; those on a household for the organisation in charge of it.
    Action.TASK_USE: {Role.FIELD_WORKER: IN_CHARGE, Role.COORDINATION: MINE, Role.ALLOCATION: MINE},
    # Field workers their own files, or those of the teams that they lead (`accompaniment.queries.hand_overs`).
    Action.HAND_OVER: {Role.FIELD_WORKER: IN_CHARGE, Role.COORDINATION: REFERENCES},
    # What happened between people: those in charge of them, and who wrote of nobody in particular.
    Action.INCIDENT_VIEW: {Role.FIELD_WORKER: IN_CHARGE},
    Action.INCIDENT_ACT: {Role.FIELD_WORKER: IN_CHARGE},
    # What is broken in a dwelling: its technical part, never who lives there.
    Action.REPAIR_VIEW: {
        Role.COORDINATION: ALL,
        Role.ALLOCATION: ALL,
        Role.FIELD_WORKER: ALL,
        Role.HOUSING_OPERATOR: MINE,
    },
    Action.REPAIR_ACT: {Role.COORDINATION: ALL, Role.FIELD_WORKER: ALL},
    # Which households leave for where, and how far they are: never what stands in their way, nor a name.
    Action.EXIT_VIEW: {Role.COORDINATION: REFERENCES, Role.ALLOCATION: REFERENCES, Role.FIELD_WORKER: FILES},
    # The directory of services: nobody's file. What is asked of a service is of the support.
    Action.NETWORK_VIEW: {
        Role.COORDINATION: ALL,
        Role.ALLOCATION: ALL,
        Role.FIELD_WORKER: ALL,
        Role.ADMINISTRATOR: ALL,
    },
    Action.NETWORK_EDIT: {Role.COORDINATION: ALL, Role.ADMINISTRATOR: ALL},
    # What is asked of one's own service, while the people agree to it (`accompaniment.queries.mobilisations_received`).
    Action.NETWORK_ANSWER: {Role.PARTNER: MINE},
    # Funding calls: coordination keeps them and decides, an association asks for its own households, the funder reads
    # rounded counts of its own calls.
    Action.FUNDING_VIEW: {Role.COORDINATION: REFERENCES, Role.FIELD_WORKER: FILES},
    Action.FUNDING_EDIT: {Role.COORDINATION: ALL},
    Action.FUNDING_ASK: {Role.FIELD_WORKER: FILES},
    Action.FUNDING_DECIDE: {Role.COORDINATION: REFERENCES},
    Action.FUNDING_FIGURES_VIEW: {Role.COORDINATION: ALL, Role.FUNDER: MINE},
    # Dwellings that a landlord reserves for those an association accompanies: each party its own, and never for whom.
    Action.RESERVATION_VIEW: {Role.COORDINATION: ALL, Role.FIELD_WORKER: MINE, Role.HOUSING_OPERATOR: MINE},
    Action.RESERVATION_EDIT: {Role.COORDINATION: ALL},
    Action.RESERVATION_OFFER: {Role.COORDINATION: ALL, Role.HOUSING_OPERATOR: MINE},
    Action.RESERVATION_HOLD: {Role.FIELD_WORKER: FILES},
    # Which household lives under what, and whether its support goes on: the place is for those who accompany it.
    Action.TENANCY_VIEW: {Role.COORDINATION: REFERENCES, Role.FIELD_WORKER: FILES},
    Action.TENANCY_ACT: {Role.FIELD_WORKER: FILES},
    # Households at risk and cases before the courts: for who accompanies them. A landlord reads again what it gave, and
    # no more; who steers and who funds read rounded counts.
    Action.PREVENTION_VIEW: {Role.FIELD_WORKER: FILES},
    Action.PREVENTION_ACT: {Role.FIELD_WORKER: FILES},
    Action.PREVENTION_FIGURES_VIEW: {Role.COORDINATION: ALL, Role.FUNDER: ALL},
    Action.DETECTION_GIVE: {Role.HOUSING_OPERATOR: MINE},
    # Capteur programmes: those in which the organisation has a seat, or a convention (`capteur.queries.programmes`).
    Action.CAPTEUR_VIEW: {
        Role.CAPTEUR: ALL,
        Role.MEDIATOR: ALL,
        Role.COORDINATION: ALL,
        Role.PARTNER: MINE,
        Role.FIELD_WORKER: MINE,
        Role.FUNDER: ALL,
    },
    Action.CAPTEUR_SETTINGS: {Role.ADMINISTRATOR: ALL},
    # Counts alone; the rows behind them are for those who read owners and dwellings.
    Action.CAPTEUR_FIGURES: {Role.CAPTEUR: ALL, Role.MEDIATOR: ALL, Role.COORDINATION: ALL, Role.FUNDER: ALL},
    Action.CAPTEUR_CONVENTION_VIEW: {
        Role.CAPTEUR: ALL,
        Role.MEDIATOR: ALL,
        Role.COORDINATION: ALL,
        Role.PARTNER: MINE,
        Role.FIELD_WORKER: MINE,
    },
    Action.CAPTEUR_CONVENTION_EDIT: {Role.COORDINATION: ALL},
    Action.PRICE_VIEW: {
        Role.CAPTEUR: ALL,
        Role.MEDIATOR: ALL,
        Role.COORDINATION: ALL,
        Role.PARTNER: MINE,
        Role.FIELD_WORKER: MINE,
    },
    Action.PRICE_EDIT: {Role.CAPTEUR: ALL, Role.COORDINATION: ALL},
    # The housing profile; the prospector reads a first name and an initial, until a household is selected.
    Action.HOUSING_REQUEST_VIEW: {
        Role.CAPTEUR: ALL,
        Role.MEDIATOR: REFERENCES,
        Role.COORDINATION: ALL,
        Role.PARTNER: IN_CHARGE,
        Role.FIELD_WORKER: IN_CHARGE,
    },
    # A field worker from an exit plan, under a convention of their organisation.
    Action.HOUSING_REQUEST_WRITE: {Role.PARTNER: IN_CHARGE, Role.FIELD_WORKER: IN_CHARGE},
    Action.HOUSING_REQUEST_DECIDE: {Role.CAPTEUR: ALL},
    Action.OWNER_VIEW: {Role.CAPTEUR: ALL, Role.MEDIATOR: ALL, Role.COORDINATION: ALL},
    Action.OWNER_EDIT: {Role.CAPTEUR: ALL},
    # Who is proposed for which dwelling, and what each side answers.
    Action.PROPOSAL_VIEW: {Role.CAPTEUR: ALL, Role.COORDINATION: ALL},
    Action.PROPOSAL_EDIT: {Role.CAPTEUR: ALL},
    # Lettings and their conventions #2: a partner, or a field worker, those of its requests, and those it supports
    # (`capteur.queries.lettings.readable_letting`). Coordination writes conventions, as it writes those of partners.
    Action.LETTING_VIEW: {
        Role.CAPTEUR: ALL,
        Role.MEDIATOR: REFERENCES,
        Role.COORDINATION: ALL,
        Role.PARTNER: IN_CHARGE,
        Role.FIELD_WORKER: IN_CHARGE,
    },
    Action.LETTING_EDIT: {Role.CAPTEUR: ALL},
    Action.TRIPARTITE_EDIT: {Role.COORDINATION: ALL},
    # A sender and a support body for themselves, once somebody signed; coordination notes those given on paper.
    Action.TRIPARTITE_SIGN: {Role.COORDINATION: ALL, Role.PARTNER: IN_CHARGE, Role.FIELD_WORKER: IN_CHARGE},
    # Visits due and alerts: a sender reads those of its requests, a support body those asked of it, and answers them
    # (`capteur.queries.follow_up.readable_follow_up`).
    Action.FOLLOW_UP_VIEW: {
        Role.CAPTEUR: ALL,
        Role.MEDIATOR: REFERENCES,
        Role.COORDINATION: ALL,
        Role.PARTNER: IN_CHARGE,
        Role.FIELD_WORKER: IN_CHARGE,
    },
    Action.FOLLOW_UP_ACT: {Role.MEDIATOR: REFERENCES, Role.PARTNER: IN_CHARGE, Role.FIELD_WORKER: IN_CHARGE},
    Action.ALERT_RAISE: {Role.MEDIATOR: REFERENCES},
    # How support bodies answer, measured: a partner its own. No funder: live small numbers tell of people.
    Action.REACTIVITY_VIEW: {
        Role.CAPTEUR: ALL,
        Role.MEDIATOR: ALL,
        Role.COORDINATION: ALL,
        Role.PARTNER: MINE,
        Role.FIELD_WORKER: MINE,
    },
    Action.CONCERTATION_VIEW: {Role.CAPTEUR: ALL, Role.MEDIATOR: ALL, Role.COORDINATION: ALL},
    Action.CONCERTATION_EDIT: {Role.MEDIATOR: ALL, Role.COORDINATION: ALL},
    Action.PARTNER_REVIEW: {Role.COORDINATION: ALL},
    # Mediation cases: a partner those of the lettings it may read; what concerns the owner, and what the household, are
    # told apart. A prospector acts where they are in charge as mediator, or stand in (`capteur.queries.duties`).
    Action.MEDIATION_VIEW: {
        Role.CAPTEUR: ALL,
        Role.MEDIATOR: REFERENCES,
        Role.COORDINATION: ALL,
        Role.PARTNER: IN_CHARGE,
        Role.FIELD_WORKER: IN_CHARGE,
    },
    Action.MEDIATION_ACT: {Role.MEDIATOR: REFERENCES, Role.CAPTEUR: MINE},
    Action.DUTY_VIEW: {Role.CAPTEUR: ALL, Role.MEDIATOR: ALL, Role.COORDINATION: ALL},
    Action.DUTY_EDIT: {Role.CAPTEUR: ALL, Role.MEDIATOR: ALL, Role.COORDINATION: ALL},
    Action.CAPTEUR_LOAD: {Role.CAPTEUR: ALL, Role.MEDIATOR: ALL, Role.COORDINATION: ALL},
    # Days worked and goals, that figures of the programme are measured against.
    Action.CAPTEUR_MEASURE: {Role.CAPTEUR: ALL, Role.COORDINATION: ALL},
    Action.FIGURES_VIEW: {Role.COORDINATION: ALL, Role.ALLOCATION: ALL},
    Action.SITE_REPORT_VIEW: {
        Role.COORDINATION: ALL,
        Role.ALLOCATION: ALL,
        Role.FIELD_WORKER: ALL,
        Role.HOUSING_OPERATOR: MINE,
        Role.FUNDER: ALL,
    },
    Action.PUBLIC_FIGURES_VIEW: {Role.FUNDER: ALL, Role.COORDINATION: ALL},
    Action.SETTINGS_EDIT: {Role.ADMINISTRATOR: ALL},
    Action.USER_ADMIN: {Role.ADMINISTRATOR: ALL},
    Action.JOURNAL_VIEW: {Role.ADMINISTRATOR: ALL},
    Action.NOTIFICATION_VIEW: EVERYBODY,
    # Dates for one's own agenda, by a secret address, without a session: what each may see at that moment.
    Action.CALENDAR_USE: {
        Role.COORDINATION: MINE,
        Role.ALLOCATION: MINE,
        Role.FIELD_WORKER: MINE,
        Role.HOUSING_OPERATOR: MINE,
    },
    # After how many days what is late is told to coordination.
    Action.DELAY_EDIT: {Role.ADMINISTRATOR: ALL, Role.COORDINATION: ALL},
}

NOTHING: frozenset[Relation] = frozenset()


def relations(role: Role, action: Action) -> frozenset[Relation]:
    """The records on which `role` may do `action`; empty means refused."""
    return POLICY.get(action, {}).get(role, NOTHING)


def may(role: Role, action: Action) -> bool:
    """Whether `role` may do `action` on anything at all."""
    return bool(relations(role, action))
