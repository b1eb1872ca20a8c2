"""Lists of none, one and two things, byte for byte: naive readers of XML confuse the first two with something else."""

from datetime import timedelta
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("number", [0, 1, 2])
async def test_lists_are_written_as_they_always_were(http, told, moved, clock, database, number):
    for place in range(number):
        clock.instant += timedelta(hours=1)
        changes = {"description": 'Trou & bosse, devant <l’école>, dite "Jules Ferry"'} if place else {}
        reference = await told(**changes)
        if place:
            await moved(reference, status="closed", outcome="fixed", explanation="Réparé le 2 mars.")
        with database.writing() as session:
            session.connection().exec_driver_sql(
                "UPDATE reports SET reference = ? WHERE reference = ?", (f"2026-0302-00000{place}", reference)
            )

    for form in ("json", "xml"):
        answer = await http.get(f"/open311/v2/requests.{form}")

        assert answer.content == (GOLDEN / f"requests_{number}.{form}").read_bytes().removesuffix(b"\n")
