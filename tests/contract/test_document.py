"""The committed contract is what the code does, is valid, and keeps what was promised (decisions 0008 and 0009)."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from plateforme.main import openapi_document

OPENAPI = Path(__file__).parents[2] / "openapi"
SPECSHIFT = Path(sys.executable).with_name("specshift")


def breaks(old: Path, new: Path) -> bool:
    """Whether something was removed, renamed or tightened."""
    command: list[str | Path] = [SPECSHIFT, "diff", "--quiet", "--fail-on", "breaking", old, new]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode == 1


def test_the_committed_document_is_fresh():
    assert (OPENAPI / "v1.json").read_bytes() == openapi_document(), "run: make openapi"


def test_the_document_is_valid():
    validate(json.loads(openapi_document()))


def test_what_was_released_is_kept():
    if not (released := OPENAPI / "released" / "v1.json").exists():
        pytest.skip("nothing has been released yet")

    assert not breaks(released, OPENAPI / "v1.json")


async def test_the_served_document_is_the_committed_one(http):
    answer = await http.get("/openapi/v1.json")

    assert answer.content == (OPENAPI / "v1.json").read_bytes()


def removed_operation(document):
    del document["paths"]["/datasets"]["get"]


def removed_field(document):
    del document["components"]["schemas"]["DatasetOut"]["properties"]["title"]


def required_input(document):
    document["components"]["schemas"]["DatasetIn"]["required"].append("keywords")


def required_parameter(document):
    for parameter in document["paths"]["/datasets"]["get"]["parameters"]:
        parameter["required"] = True


@pytest.mark.parametrize("change", [removed_operation, removed_field, required_input, required_parameter])
def test_a_broken_promise_would_be_caught(change, tmp_path):
    old = json.loads(openapi_document())
    new = copy.deepcopy(old)
    change(new)
    (tmp_path / "old.json").write_text(json.dumps(old))
    (tmp_path / "new.json").write_text(json.dumps(new))

    assert breaks(tmp_path / "old.json", tmp_path / "new.json")
    assert not breaks(tmp_path / "old.json", tmp_path / "old.json")
