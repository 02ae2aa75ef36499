"""Who opens a document of a housing request (features §3.13)."""


def may_open(*, own: bool, known: bool, agreed: bool, confidential: bool) -> bool:
    """`own`: of the organisation that sent it. Others once the household is `known` to them by its name, as who is
    selected is to the prospector, and `agreed`; until then that a paper is there, and until when, is all they read."""
    return own or (known and agreed and not confidential)
