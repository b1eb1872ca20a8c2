"""The list of what is checked about conformance: each check is a sentence, with whoever checks it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.conformance.world import World

Check = Callable[[World], None]


@dataclass(frozen=True)
class Checked:
    """One check: by whom, what, and how."""

    by: str
    sentence: str
    run: Check


CHECKS: Final[list[Checked]] = []


def check(by: str, sentence: str) -> Callable[[Check], Check]:
    """Put a check on the list."""

    def listed(run: Check) -> Check:
        CHECKS.append(Checked(by, sentence, run))
        return run

    return listed
