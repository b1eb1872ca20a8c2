"""Generated requests, good and bad, to every operation: no failure of ours, no answer that the contract does not tell.

A few examples each in the suite; `make conformance` sends many (CONFORMANCE_EXAMPLES).
"""

import os
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS

EXAMPLES = int(os.environ.get("CONFORMANCE_EXAMPLES", "5"))
MANY = 50
NOT_PROMISED = {
    # valid by its schema and still refused by a rule that only data can tell (an unknown column, a taken slug)
    "positive_data_acceptance",
}
OF_FORMS = "negative_data_rejection"
"""In a form every value is a text, and a file may hold anything: what breaks the schema as JSON may be right there."""

SEEDED_PATHS: dict[str, str] = {}
PHASES = [Phase.explicit, Phase.generate] if EXAMPLES < MANY else [Phase.explicit, Phase.generate, Phase.shrink]


schema = schemathesis.openapi.from_path(Path(__file__).parents[2] / "openapi" / "v1.json")


schema.config.phases.update(phases=["examples", "fuzzing", *(["coverage"] if EXAMPLES >= MANY else [])])


@schemathesis.serializer("application/x-ndjson", "text/csv")
def as_it_is(_context: Any, value: Any) -> bytes:
    """Send the text of a body that is no JSON."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schema.hook("map_path_parameters")
def lead_somewhere(context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Let half of the addresses lead to something that is there."""
    if not path_parameters or len(str(path_parameters)) % 2:
        return path_parameters
    known = SEEDED_PATHS | ({"key": "no-such-key"} if "consumer" in path_parameters else {})
    return {name: known.get(name, value) for name, value in path_parameters.items()}


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    phases=PHASES,
    deadline=None,
    derandomize=EXAMPLES < MANY,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_contract_tells(case, seeded):
    case.operation.app = case.operation.schema.app = seeded.app  # in-process, without a network
    SEEDED_PATHS.update(seeded.paths)
    unasked = NOT_PROMISED | ({OF_FORMS} if case.media_type == "multipart/form-data" else set())
    checks = [check for name, check in zip(CHECKS.get_all_names(), CHECKS.get_all(), strict=True) if name in unasked]

    case.call_and_validate(headers={"Authorization": f"Bearer {seeded.key}"}, excluded_checks=checks)
