"""Numbers that many processes count and any of them adds up."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.kit.tallies import Distribution, Tallies

ELSEWHERE = """
import os, sys
from pathlib import Path
from plateforme.kit.tallies import Tallies
tallies = Tallies(Path(sys.argv[1]), ["asked", "kept"])
tallies.add("asked", 5)
print(flush=True)
sys.stdin.read()
os._exit(1)
"""


@pytest.fixture
def tallies(tmp_path):
    tallies = Tallies(tmp_path, ["asked", "kept"])
    yield tallies
    tallies.close()


def test_what_is_counted_is_told(tallies):
    tallies.add("asked")
    tallies.add("asked", 2)
    tallies.put("kept", 7)

    assert tallies.totals() == {"asked": 3, "kept": 7}


def test_what_goes_on_is_counted_while_it_does(tallies):
    with tallies.during("asked"):
        assert tallies.totals()["asked"] == 1

    assert tallies.totals()["asked"] == 0


def test_other_processes_count_while_they_run(tallies, tmp_path):
    command = [sys.executable, "-c", ELSEWHERE, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        tallies.add("asked")
        both = tallies.totals()["asked"]
        other.communicate()

    assert (both, tallies.totals()["asked"]) == (6, 1)
    Tallies(tmp_path, ["asked", "kept"]).close()
    assert len(list(tmp_path.iterdir())) == 1, "what the ended process left is cleared away"


def test_another_release_that_counts_other_things_is_left_out(tallies, tmp_path):
    other = Tallies(tmp_path, ["something else"])
    other.add("something else")

    assert tallies.totals() == {"asked": 0, "kept": 0}
    other.close()


@given(st.lists(st.floats(0, 20)))
def test_each_duration_falls_into_one_class(tmp_path_factory, durations):
    noted = Distribution("seconds", (0.1, 1, 10))
    tallies = Tallies(tmp_path_factory.mktemp("tallies"), noted.names)
    for seconds in durations:
        noted.note(tallies, seconds)
    totals = tallies.totals()
    tallies.close()

    assert totals[noted.classes[0]] == sum(seconds <= 0.1 for seconds in durations)
    assert sum(totals[name] for name in noted.classes) == len(durations)
    assert totals[noted.sum] == pytest.approx(sum(durations))
