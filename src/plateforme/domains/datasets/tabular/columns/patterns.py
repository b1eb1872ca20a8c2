"""Regular expressions that the engine does not know, evaluated apart: a wicked one may hang only its own process."""

import json
import subprocess
import sys
from collections.abc import Sequence

SECONDS = 20.0
_PROGRAM = """
import json, re, sys
asked = json.load(sys.stdin)
found = re.compile(asked["pattern"])
json.dump([value for value in asked["values"] if not found.fullmatch(value)], sys.stdout)
"""


def unmatched(pattern: str, values: Sequence[str], *, seconds: float = SECONDS) -> list[str] | None:
    """Give the values that do not match the whole pattern; None when that takes too long or cannot be done."""
    asked = json.dumps({"pattern": pattern, "values": list(values)})
    try:
        done = subprocess.run(  # noqa: S603 (our own program; pattern and values go through its input)
            [sys.executable, "-I", "-S", "-c", _PROGRAM],
            input=asked,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=seconds,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return None
    found: list[str] = json.loads(done.stdout)
    return found
