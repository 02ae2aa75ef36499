"""The assignment problem, solved by scipy (a shortest augmenting path; docs/decisions/0008).

The only module that knows the solver, which is imported when a plan is asked for: no other page waits for it.
"""

from collections.abc import Sequence


def cheapest(costs: Sequence[Sequence[int | None]]) -> dict[int, int]:
    """Pair rows with columns, each at most once: most pairs first, then the least sum of costs. None is no pair.

    Costs are whole and not negative. The same table gives the same pairs.
    """
    if not costs or not costs[0]:
        return {}
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    table = np.array([[-1 if cost is None else cost for cost in row] for row in costs], dtype=np.float64)
    forbidden = table < 0
    # One forbidden pair costs more than all others together, so that it is only taken where nothing else is left.
    table[forbidden] = float(table.max(initial=0) + 1) * (min(table.shape) + 1)
    rows, columns = linear_sum_assignment(table)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if not forbidden[row, column]}
