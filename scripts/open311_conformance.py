"""Run every check of conformance with Open311 against a fresh server, and write `docs/open311-conformance.md`.

Exits with 1 when a check fails; the page then says which.
"""

import sys
import tempfile
import traceback
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.conformance.checks import Checked  # noqa: E402  # the tests are found from here
from tests.conformance.page import in_order, page  # noqa: E402  # idem
from tests.conformance.world import World, a_world  # noqa: E402  # idem


def passes(checked: Checked, world: World) -> bool:
    """Whether a check passes; why not is told on stderr."""
    try:
        checked.run(world)
    except Exception:  # noqa: BLE001  # whatever a client raises is an outcome
        sys.stderr.write(f"{checked.by}: {checked.sentence}\n{traceback.format_exc()}\n")
        return False
    return True


def main() -> int:
    """Run the checks, write the page, and say how many passed."""
    with tempfile.TemporaryDirectory() as folder, a_world(Path(folder)) as world:
        outcomes = {checked: passes(checked, world) for checked in in_order()}
    (ROOT / "docs" / "open311-conformance.md").write_text(page(outcomes), encoding="utf-8")
    passed = sum(outcomes.values())
    sys.stdout.write(f"{passed} of {len(outcomes)} checks passed\n")
    return int(passed < len(outcomes))


if __name__ == "__main__":
    sys.exit(main())
