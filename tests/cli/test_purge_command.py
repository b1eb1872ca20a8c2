from datetime import timedelta

import pytest
from tests.domains.reports.held_reports import CAMILLE, TOWN, a_report
from typer.testing import CliRunner

from plateforme.cli import app as commands
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.reports.lifecycle.lifecycle import Move, move_report
from plateforme.domains.reports.tables import ReportOutcome, ReportStatus
from plateforme.kit.clock import SystemClock
from plateforme.kit.db import Database


@pytest.fixture
def run(tmp_path):
    def command(*arguments):
        told = CliRunner().invoke(commands, ["reports", "purge", *arguments, "--home", str(tmp_path)])
        assert told.exit_code == 0, told.output
        return dict(line.split(": ") for line in told.stdout.strip().splitlines())

    return command


def test_the_operator_sees_what_would_go_before_it_goes(run, tmp_path):
    assert set(run().values()) == {"0"}  # also makes the database
    now = SystemClock().now()
    closing = Move(to=ReportStatus.CLOSED, outcome=ReportOutcome.FIXED, explanation="Réparé.")
    database = Database(f"sqlite:///{tmp_path / 'plateforme.db'}")
    with database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=now)
        old = a_report(session, reporter=CAMILLE, now=now - timedelta(days=400))
        move_report(session, old, closing, by=TOWN, now=now - timedelta(days=366))
        a_report(session, reporter=CAMILLE, now=now)
    database.close()

    assert [run("--dry-run")["contact"], run("--dry-run")["contact"], run()["contact"], run()["contact"]] == [
        "1",
        "1",
        "1",
        "0",
    ]
