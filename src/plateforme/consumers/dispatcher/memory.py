"""What the dispatcher remembers between two passages: its place in the feed, and what it has told already."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self


@dataclass
class Memory:
    """`place` is where to go on in the feed; `warned` and `proposed` hold what each report was noted for.

    `organization` is whose reports these are, `rules` what the rules were when all that had no team was last looked at,
    `refused` what is to be tried again because the platform refused it, `passed` the instant of the last passage.

    It may be lost: then every open report is looked at anew, and the notes are found in the histories.
    """

    place: str | None = None
    warned: dict[str, str] = field(default_factory=dict)
    proposed: dict[str, list[str]] = field(default_factory=dict)
    organization: str | None = None
    rules: str | None = None
    refused: list[str] = field(default_factory=list)
    passed: str | None = None

    @classmethod
    def read(cls, path: Path) -> Self:
        """What is remembered; nothing when there is no file, or none that can be understood."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return cls()

    def write(self, path: Path) -> None:
        """Remember, by a rename: a crash leaves the old memory or the new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        with part.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def forget(self, reference: str) -> None:
        """Drop what was told about a report that is closed or gone."""
        self.warned.pop(reference, None)
        self.proposed.pop(reference, None)
