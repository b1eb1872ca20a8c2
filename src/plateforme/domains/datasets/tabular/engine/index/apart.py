"""Building the index of a large table in a process of its own, which gives way to whoever answers questions.

Building keeps two processors busy for seconds, and Python itself for milliseconds at a time. In a thread it makes one
small question in twenty wait for 12 ms, apart and behind all others for 4 ms, on a busy machine.
"""

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Final

from plateforme.domains.datasets.tabular.engine.index.building import build
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit import interrupts

ROWS: Final = 50_000
"""Tables with fewer rows are built at once: to start a process takes as long."""

_NICE: Final = 15
_TOLD: Final = 2_000
"""Letters of what a process said at its end."""


class BuildingFailed(Exception):
    """The process that was to build an index ended otherwise."""


def build_apart(folder: Path, digest: str, serving_file: Path, schema: TableSchema, *, memory: str) -> bool:
    """Do what `build` does, in another process; an interrupt ends it."""
    program = [sys.executable, "-m", __name__]
    # What goes in is our own; what comes out is one digit.
    with subprocess.Popen(  # noqa: S603
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            with interrupts.reaching(process.kill):
                told, complaint = process.communicate(pickle.dumps((folder, digest, serving_file, schema, memory)))
        finally:
            process.kill()
    interrupts.check()
    if process.returncode:
        raise BuildingFailed(f"status {process.returncode}: {complaint.decode(errors='replace')[-_TOLD:]}")
    return told == b"1"


def _main() -> None:
    os.nice(_NICE)
    folder, digest, serving_file, schema, memory = pickle.load(sys.stdin.buffer)  # noqa: S301  # of `build_apart`
    is_built = build(folder, digest, serving_file, schema, memory=memory)
    sys.stdout.write(str(int(is_built)))
    sys.stdout.flush()
    os._exit(0)  # nothing is left to be done, and the engine has much to take down


if __name__ == "__main__":
    _main()
