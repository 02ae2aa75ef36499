"""The policy as a table of words: what the page "Qui voit quoi" shows, drawn from `app/auth/policy.py` alone."""

from dataclasses import dataclass

from app.auth.policy import POLICY, relations
from app.auth.vocab import Action, Relation, Role

# In the order of reading; an action not named here comes last, so none can be forgotten.
AREAS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("people", ("household", "consent", "break")),
    ("referrals", ("referral", "assessment", "assignment")),
    ("housing", ("allocation", "stay", "support", "task", "hand")),
    ("sites", ("site", "agreement", "operator", "closure")),
    ("figures", ("figures", "public")),
    ("settings", ("settings", "user", "journal", "delay")),
)
REST = "everyday"
# What "all" means: places are not shared by consent, nor protected; files are.
EVERYTHING = {
    "people": frozenset(Relation),
    "referrals": frozenset(Relation),
    "housing": frozenset(Relation),
    "sites": frozenset({Relation.OWN, Relation.OTHER}),
}


@dataclass(frozen=True)
class Right:
    """One action, and for each role asked for the relations under which it is allowed."""

    action: Action
    by_role: tuple[frozenset[Relation], ...]


@dataclass(frozen=True)
class Area:
    """Actions about one thing. Elsewhere than on records a right is a plain yes."""

    code: str
    rights: tuple[Right, ...]

    @property
    def is_about_records(self) -> bool:
        return self.code in EVERYTHING

    def is_all(self, allowed: frozenset[Relation]) -> bool:
        """Whether these relations leave nothing out."""
        return allowed >= EVERYTHING.get(self.code, frozenset())


def rights_by_area(roles: tuple[Role, ...]) -> list[Area]:
    """Every action of the policy, grouped."""
    grouped: dict[str, list[Right]] = {code: [] for code in (*(area for area, _ in AREAS), REST)}
    for action in POLICY:
        grouped[_area_of(action)].append(Right(action, tuple(relations(role, action) for role in roles)))
    return [Area(code, tuple(rights)) for code, rights in grouped.items() if rights]


def _area_of(action: Action) -> str:
    first = action.value.split("_")[0]
    return next((code for code, nouns in AREAS if first in nouns), REST)
