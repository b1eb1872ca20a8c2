"""How far a load of an endpoint has come, so that one that broke off goes on where it stopped."""

import json
from datetime import datetime
from pathlib import Path

from plateforme.consumers.loader.street.foreign import Window


class Journal:
    """A small file that names the endpoint and the end of the last window that was brought in whole."""

    def __init__(self, path: Path | None, *, url: str, since: datetime) -> None:
        """Read what an interrupted load has left; another endpoint or another beginning starts anew."""
        self._path = path
        self._load = {"url": url, "since": since.isoformat()}
        self._done: datetime | None = None
        if path is not None and path.is_file():
            kept = json.loads(path.read_text(encoding="utf-8"))
            if {name: kept.get(name) for name in self._load} == self._load:
                self._done = datetime.fromisoformat(kept["done_until"])

    def is_done(self, window: Window) -> bool:
        """Whether this window was brought in before the load broke off."""
        return self._done is not None and window.end <= self._done

    def finish(self, window: Window) -> None:
        """Note that everything up to the end of this window is in."""
        if self._path is not None:
            kept = {**self._load, "done_until": window.end.isoformat()}
            written = self._path.with_name(f"{self._path.name}.new")
            written.write_text(json.dumps(kept), encoding="utf-8")
            written.replace(self._path)

    def close(self) -> None:
        """The load is complete: the next one begins at the beginning, since old reports may have moved."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
