"""Where the mirror goes on in the feed, and for which dataset: a place in the feed means nothing to another one."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from plateforme.consumers.mirror.run import Wanted


def read_place(path: Path, wanted: Wanted) -> str | None:
    """The place from which this mirror goes on; none when the file is of another dataset, or cannot be understood.

    A file that holds nothing but a place was written before places were bound to anything: it is taken at its word.
    """
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    if not text.startswith("{"):
        return text or None
    try:
        told = json.loads(text)
    except ValueError:
        return None
    place = told.pop("place", None)
    return place if isinstance(place, str) and told == asdict(wanted) else None


def write_place(path: Path, wanted: Wanted, place: str) -> None:
    """Remember the place with what it is of, by a rename: a crash leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(json.dumps({**asdict(wanted), "place": place}, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
