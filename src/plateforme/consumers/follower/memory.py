"""What a follower remembers of its copy, in a small file beside it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Self


@dataclass(frozen=True)
class Memory:
    """Which version of which dataset the copy is; `digest` is the SHA-256 of its bytes, in hexadecimal."""

    dataset: str
    version: int
    columns: list[str]
    rows: int
    digest: str

    @classmethod
    def read(cls, target: Path) -> Self | None:
        """What is remembered of this copy; None when there is no copy, or nothing that can be understood."""
        if not target.is_file():
            return None
        try:
            return cls(**json.loads(beside(target).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, target: Path) -> None:
        """Remember, by a rename: a crash leaves the old memory or the new one."""
        with replacing(beside(target)) as file:
            file.write(json.dumps(asdict(self), ensure_ascii=False, indent=1).encode() + b"\n")


def beside(target: Path) -> Path:
    """Where the memory of a copy lies."""
    return target.with_name(f"{target.name}.followed.json")


@contextmanager
def replacing(target: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `target` once it is whole and on disk; after a failure, nothing has changed."""
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
