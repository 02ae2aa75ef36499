"""A step of the set-up is done again only when what it is made from has changed."""

import hashlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.console import ROOT, say, timed


@dataclass(frozen=True)
class Step:
    """`inputs` (the source of the step among them) decide whether it is stale; `outputs` must exist afterwards."""

    title: str
    stamp: Path  # best kept inside what the step makes, so that both vanish together
    inputs: Sequence[Path]
    outputs: Sequence[Path]
    action: Callable[[], None]

    def digest(self) -> str:
        """Of the inputs, the place and the Python: a moved tree is set up anew."""
        total = hashlib.sha256(f"{ROOT} {sys.version_info[:2]}".encode())
        for path in sorted(self.inputs):
            content = path.read_bytes() if path.exists() else b"absent"
            total.update(f"\n{path.relative_to(ROOT)} {hashlib.sha256(content).hexdigest()}".encode())
        return total.hexdigest()

    def is_current(self) -> bool:
        if not self.stamp.exists() or not all(output.exists() for output in self.outputs):
            return False
        return self.stamp.read_text() == self.digest()

    def bring_up_to_date(self) -> bool:
        """Return whether there was something to do."""
        if self.is_current():
            return False
        digest = self.digest()
        self.stamp.unlink(missing_ok=True)
        with timed(self.title):
            self.action()
        self.stamp.write_text(digest)
        return True


def bring_all_up_to_date(steps: Sequence[Step]) -> None:
    if not any([step.bring_up_to_date() for step in steps]):
        say("setup: everything is in place")
