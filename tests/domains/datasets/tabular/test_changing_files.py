"""A file that is still being written is refused, whatever was read of it."""

import os
from pathlib import Path

import pytest
from tests.domains.datasets.tabular.ingest_cases import LIMITS

from plateforme.domains.datasets.tabular.ingestion import FileRefused, ingest


def grow(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write(b"3;4\n")


def rewrite(path: Path) -> None:
    path.write_bytes(b"a;b\n1;3\n")
    os.utime(path, (1, 1))


def replace(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    other.replace(path)


@pytest.mark.parametrize("change", [grow, rewrite, replace, Path.unlink])
@pytest.mark.parametrize("awaited", ["reading", "validating", "storing"])
@pytest.mark.parametrize("content", [b"a;b\n1;2\n", b"a;b\n1;2;9\n"])
def test_a_file_that_changes_at_any_stage_is_refused(tmp_path, change, awaited, content):
    source, work = tmp_path / "a.csv", tmp_path / "work"
    source.write_bytes(content)
    work.mkdir()
    left = [change]

    def hear(stage: str, percent: int | None, rows: int | None = None) -> None:
        if stage == awaited and percent != 0 and left:
            left.pop()(source)

    with pytest.raises(FileRefused) as caught:
        ingest(
            source,
            filename="a.csv",
            declared=None,
            primary_key=(),
            limits=LIMITS,
            workdir=work,
            progress=hear,
        )
    if left:
        assert caught.value.report["totals"] == {"extra-cell": 1}, "the file was refused before it could change"
    else:
        assert caught.value.report["totals"] == {"source-error": 1}
        assert "changed while it was read" in caught.value.detail
