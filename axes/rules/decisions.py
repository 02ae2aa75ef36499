"""What a decided axis asks for next. Pure."""

from axes.vocab import NextAct


def next_act(axis_id: int, followed_on: int | None, worker_id: int | None) -> NextAct:
    """By the axis decided, that of the team which follows the household, and its reference worker; None without one."""
    if followed_on is None:
        return NextAct.CHOOSE_TEAM
    if followed_on != axis_id:
        return NextAct.CHANGE_TEAM
    return NextAct.CHOOSE_WORKER if worker_id is None else NextAct.GO_ON
