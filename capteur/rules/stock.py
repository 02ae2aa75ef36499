"""How the counts of dwellings won add up (features §3.5, §3.7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from capteur.vocab_dwellings import LossReason, OpportunityStage, StockCount

S, C = OpportunityStage, StockCount
# Where a dwelling won stands; each stands in one of them.
PARTS: dict[StockCount, tuple[OpportunityStage, ...]] = {
    C.IN_STOCK: (S.CAPTURED, S.VACANT),
    C.RESERVED: (S.RESERVED,),
    C.LET: (S.LET,),
    C.TRANSFERRED: (S.TRANSFERRED,),
    C.LOST: (S.LOST,),
}
FAILURES = (LossReason.CONFLICT, LossReason.EVICTION)


@dataclass(frozen=True)
class Stock:
    """The counts of a programme on a day. Captures and where dwellings stand are counted apart: their difference tells
    of what does not add up."""

    counts: Mapping[StockCount, int]

    @property
    def difference(self) -> int:
        """Captured, less all that became of them; nothing where the counts add up."""
        return self.counts[C.CAPTURED] - sum(self.counts[part] for part in PARTS)
