"""Looking for personal data in a free text before the public reads it: rules only propose, a person decides.

Addresses of mailboxes, telephone numbers, social security numbers (NIR), bank accounts (IBAN), number plates, and the
names of people as far as they are known or announced. NIR and IBAN are proved by their keys: a shape alone is none.
A name that stands alone in a sentence is not found; nobody may take a published text for free of names.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final

from plateforme.domains.reports.screening.names import known_names
from plateforme.domains.reports.screening.personal_data import RULES, FindingKind, Rule
from plateforme.domains.reports.screening.plain_letters import plain
from plateforme.domains.reports.tables import TextStatus

MASKS: Final[Mapping[FindingKind, str]] = MappingProxyType(
    {
        FindingKind.EMAIL: "[adresse électronique masquée]",
        FindingKind.PHONE: "[numéro de téléphone masqué]",
        FindingKind.NIR: "[numéro de sécurité sociale masqué]",
        FindingKind.IBAN: "[compte bancaire masqué]",
        FindingKind.PLATE: "[plaque d’immatriculation masquée]",
        FindingKind.NAME: "[nom masqué]",
    }
)
"""What stands in the proposed text where something was found."""


@dataclass(frozen=True)
class Finding:
    """A passage of the text as written, from `start` to before `end`, in characters."""

    kind: FindingKind
    start: int
    end: int

    def stored(self) -> dict[str, Any]:
        """The finding as it is kept: where it is and of what kind, never what it says."""
        return {**asdict(self), "kind": self.kind.value}


@dataclass(frozen=True)
class Screened:
    """What the public may read at once, what a person may publish with one decision, and why."""

    public: str
    proposed: str
    status: TextStatus
    findings: tuple[Finding, ...]


def screen(text: str, *, names: Sequence[str] = ()) -> Screened:
    """Screen a text; `names` are first and last names that must not be public, such as those of its author.

    Nothing found: the text is public. Anything found: nothing is public until a person decides, and the text with
    masks is proposed.
    """
    findings = find(text, names=names)
    if not findings:
        return Screened(text, text, TextStatus.PUBLISHED, ())
    return Screened("", masked(text, findings), TextStatus.IN_REVIEW, findings)


def masked(text: str, findings: Sequence[Finding]) -> str:
    """The text with a mask in place of each finding."""
    parts, done = [], 0
    for finding in sorted(findings, key=lambda found: found.start):
        parts += [text[done : finding.start], MASKS[finding.kind]]
        done = finding.end
    return "".join([*parts, text[done:]])


def find(text: str, *, names: Sequence[str] = ()) -> tuple[Finding, ...]:
    """All that looks like personal data, in the order of the text; where two rules meet the surer one is kept.

    What is found is taken out and the rest searched again, until there is nothing more: a number that touches another
    is found once that one is gone. A text that still holds something after `PASSES` was made to: its rest is one
    finding, so that no text costs more than so many searches.
    """
    view = plain(text)
    rules = (*RULES, Rule(FindingKind.NAME, known_names(names)))
    left, found = view.text, list[Finding]()
    for number in range(1, PASSES + 1):
        new = _spans(left, rules)
        if new and number == PASSES:
            new = _to_the_end(left, new)
        found += [Finding(kind, *view.span(start, end)) for kind, start, end in new]
        if not new:
            break
        signs = list(left)
        for _, start, end in new:
            signs[start:end] = TAKEN * (end - start)
        left = "".join(signs)
    return tuple(sorted(found, key=lambda finding: finding.start))


PASSES: Final = 8
"""An ordinary text needs two: one that finds, and one that finds nothing more."""

TAKEN: Final = "]"
"""No rule has anything to say about it."""


def _spans(text: str, rules: Sequence[Rule]) -> list[tuple[FindingKind, int, int]]:
    """What the rules find in a plain text, without two that meet."""
    digits = sum(map(str.isdigit, text))
    taken = bytearray(len(text))
    found: list[tuple[FindingKind, int, int]] = []
    for rule in rules:
        for start, end in rule.spans(text, digits):
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\x01" * (end - start)
                found.append((rule.kind, start, end))
    return found


def _to_the_end(text: str, found: Sequence[tuple[FindingKind, int, int]]) -> list[tuple[FindingKind, int, int]]:
    """Everything from the first finding on, but for what was taken out before."""
    kind, first, _ = min(found, key=lambda each: each[1])
    return [(kind, *part.span()) for part in re.finditer(rf"[^{re.escape(TAKEN)}]+", text) if part.end() > first]
