"""`plateforme rows export`, against a platform that is served."""

import pytest
from tests.cli.test_dataset_commands import CREATE, parks, said

__all__ = ["parks"]


@pytest.fixture(autouse=True)
def published(command, parks):
    assert command("publish", parks, *CREATE).exit_code == 0


def test_rows_are_written_to_a_checked_file(command, tmp_path):
    whole, part = tmp_path / "parcs.ndjson", tmp_path / "un.csv"

    said(command("rows", "export", "parcs", str(whole)), "rows of parcs, version 1")
    said(command("rows", "export", "parcs", str(part), "--where", "id=1", "--fields", "id", "--excel"), "1 rows")

    assert whole.read_text().count('"id":') > 1
    assert part.read_bytes().startswith("\ufeff".encode())
    assert sorted(path.name for path in tmp_path.glob("*parcs*") if path.suffix == ".part") == []


def test_an_unknown_format_is_refused_before_anything_is_asked(command, tmp_path):
    refused = command("rows", "export", "parcs", str(tmp_path / "parcs.ods"))
    unknown = command("rows", "export", "parcs", str(tmp_path / "copie.csv"), "--sort", "nam")

    assert (refused.exit_code, "One of" in refused.stderr or "one of" in refused.stderr) == (2, True)
    assert (unknown.exit_code, "Did you mean nom?" in unknown.stderr) == (1, True)
    assert not (tmp_path / "copie.csv").exists()
