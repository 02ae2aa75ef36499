"""Who acts: a person signed in, or a named system job (DESIGN §3.11)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """`organisation_id` 0 is the installation itself: jobs, command line, sign-in of nobody."""

    organisation_id: int = 0
    user_id: int | None = None
    job: str | None = None

    def __post_init__(self) -> None:
        if (self.user_id is None) == (self.job is None):
            raise ValueError("an actor is either a person or a named job")


def system(job: str) -> Actor:
    """The actor of scheduled and command-line work, by its name."""
    return Actor(job=job)
