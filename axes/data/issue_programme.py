"""The programme ISSUE as data: axes, criteria, rules, teams. Read by the demo and the tests, edited in the settings.

Public sources: `domain.md` §1.4 and §9 rules 16 and 17. Target lengths are a first setting, in days, for people to
change: no source gives them.
"""

from axes.vocab import RuleKind

CODE, NAME = "issue", "ISSUE"

# number: (name_fr, name_nl, name_en, target in days, priority)
AXES = {
    1: (
        "Insertion par le logement",
        "Integratie door huisvesting",
        "Insertion through housing",
        180,
        2,
    ),
    2: (
        "Répit et ouverture de droits",
        "Rust en opening van rechten",
        "Respite and opening of rights",
        150,
        3,
    ),
    3: (
        "Transit vers Housing First",
        "Doorgang naar Housing First",
        "Transit to Housing First",
        180,
        1,
    ),
}

# code: (name_fr, name_nl, name_en, sensitive), in the order they are asked
CRITERIA = {
    "stable_income": ("Des revenus stables", "Een stabiel inkomen", "A stable income", False),
    "wish_lasting_home": (
        "Le souhait d’un logement durable",
        "De wens van een duurzame woning",
        "The wish for a lasting home",
        False,
    ),
    "needs_buffer": (
        "Le besoin d’une période tampon avant un logement",
        "Nood aan een bufferperiode voor een woning",
        "The need of a buffer period before a home",
        False,
    ),
    "street": ("La vie en rue", "Leven op straat", "Living in the street", False),
    "needs_rest": ("Le besoin de se poser, de se reposer", "Nood aan rust", "The need of rest", False),
    "needs_papers": (
        "Des papiers ou des droits à mettre en ordre",
        "Papieren of rechten die in orde moeten komen",
        "Papers or rights to put in order",
        False,
    ),
    "excluded_from_shelter": (
        "Une exclusion de l’hébergement d’urgence, subie ou choisie",
        "Uitsluiting uit de noodopvang, gedwongen of uit eigen keuze",
        "Excluded from emergency shelter, by others or by choice",
        False,
    ),
    "very_fragile": (
        "Une très grande fragilité, qui ne permet pas encore le cadre d’un logement ordinaire",
        "Grote kwetsbaarheid, waardoor een gewone woning nog niet lukt",
        "Very fragile, not able for now to live within the limits of ordinary housing",
        False,
    ),
    "cumulated_problems": (
        "Un cumul de problématiques",
        "Een opeenstapeling van problemen",
        "Cumulated problems",
        False,
    ),
    "mental_health": (
        "Des difficultés de santé mentale",
        "Psychische moeilijkheden",
        "Mental health difficulties",
        True,
    ),
    "addiction": ("Des assuétudes", "Een verslaving", "Addiction", True),
}

# (axis number, criterion code): how the criterion speaks for the axis
RULES = {
    (1, "stable_income"): RuleKind.REQUIRED,
    (1, "wish_lasting_home"): RuleKind.ANY_OF,
    (1, "needs_buffer"): RuleKind.ANY_OF,
    (2, "street"): RuleKind.ANY_OF,
    (2, "needs_rest"): RuleKind.ANY_OF,
    (2, "needs_papers"): RuleKind.ANY_OF,
    (2, "excluded_from_shelter"): RuleKind.ANY_OF,
    (3, "very_fragile"): RuleKind.REQUIRED,
    (3, "cumulated_problems"): RuleKind.REQUIRED,
    (3, "mental_health"): RuleKind.EXPECTED,
    (3, "addiction"): RuleKind.EXPECTED,
}

# (axis number, organisation): the teams allowed
TEAMS = (
    (1, "L’Ilot CCL"),
    (2, "DIOGENES"),
    (2, "Pierre d’Angle"),
    (2, "New Samusocial"),
    (3, "DIOGENES"),
    (3, "Smes"),
)
