"""What could not be brought in, kept in a file so that somebody can mend it and load it again."""

import json
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import IO, Self


class Rejects:
    """A file of JSON lines: where each record stands in its source, and why it was refused or what was left out.

    The file is made with the first line, and holds nothing of the record itself: contact data stays in the source.
    """

    def __init__(self, path: Path | None) -> None:
        """Keep the lines in this file; None only counts them."""
        self._path = path
        self._file: IO[str] | None = None
        self.refused: Counter[str] = Counter()
        self.remarks: Counter[str] = Counter()

    def __enter__(self) -> Self:
        """Be ready."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def refuse(self, place: str, code: str, detail: str, *, client_id: str | None = None) -> None:
        """A record that was not brought in."""
        self.refused[code] += 1
        self._write({"result": "refused", "place": place, "client_id": client_id, "code": code, "detail": detail})

    def remark(self, place: str, code: str, detail: str, *, client_id: str | None = None) -> None:
        """A record that was brought in, and something about it that somebody should know."""
        self.remarks[code] += 1
        self._write({"result": "remark", "place": place, "client_id": client_id, "code": code, "detail": detail})

    def _write(self, line: dict[str, str | None]) -> None:
        if self._path is None:
            return
        if self._file is None:
            self._file = self._path.open("w", encoding="utf-8")
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
