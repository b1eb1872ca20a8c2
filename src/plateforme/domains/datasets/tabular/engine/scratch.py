"""A folder of its own for each process: what spills there must meet no other, and is swept after a crash."""

import fcntl
import shutil
import tempfile
from pathlib import Path


class Scratch:
    """A private folder. Its lock file is held for life; the kernel lets go when the process dies."""

    def __init__(self, root: Path) -> None:
        """Sweep what dead processes left, then make a folder."""
        root.mkdir(parents=True, exist_ok=True)
        _sweep(root)
        self._lock = tempfile.NamedTemporaryFile(dir=root, suffix=".lock", delete=False)  # noqa: SIM115  # held for life
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.path = Path(self._lock.name).with_suffix("")
        self.path.mkdir()

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.path, ignore_errors=True)
        Path(self._lock.name).unlink(missing_ok=True)
        self._lock.close()


def _sweep(root: Path) -> None:
    for lock in root.glob("*.lock"):
        try:
            with lock.open("rb") as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                lock.unlink(missing_ok=True)
        except OSError:  # its owner lives, or another process sweeps
            continue
