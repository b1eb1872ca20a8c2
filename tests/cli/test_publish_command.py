"""`plateforme publish` against a platform that is really served: what is shown, and the exit codes."""

import os
import signal
import subprocess
import sys
import time

import httpx
import pytest
from tests.domains.datasets.sources import Source
from typer.testing import CliRunner

from plateforme.cli import app as commands

PARKS = "id;nom\n1;Jardin des plantes\n2;Procé\n"


@pytest.fixture
def publish(environment):
    def run(*arguments):
        return CliRunner().invoke(commands, ["publish", *map(str, arguments)], env=environment)

    return run


@pytest.fixture
def parks(tmp_path):
    path = tmp_path / "parcs.csv"
    path.write_text(PARKS, encoding="utf-8")
    return path


CREATE = ("--dataset", "parcs", "--create", "--title", "Parcs et jardins", "--primary-key", "id")


def test_a_file_is_published_with_its_description_and_once_only(publish, parks, address):
    first = publish(parks, *CREATE)
    again = publish(parks, "--dataset", "parcs")

    assert (first.exit_code, first.stdout) == (0, "parcs.csv is now version 1 of parcs: 2 rows.\n")
    assert (again.exit_code, again.stdout) == (0, "parcs.csv is already version 1 of parcs: 2 rows.\n")
    assert httpx.get(f"{address}/v1/datasets/parcs").json()["title"] == "Parcs et jardins"


def test_on_a_pipe_each_step_is_a_plain_line(publish, parks):
    told = publish(parks, *CREATE)

    assert "\x1b" not in told.output
    assert told.stderr.splitlines()[0] == "sending"
    assert told.stderr.splitlines()[-1] == "published (2 rows)"


def test_a_refused_file_is_explained_row_by_row(publish, parks):
    parks.write_text(PARKS + "".join(f"1;Encore {n}\n" for n in range(20)), encoding="utf-8")

    told = publish(parks, *CREATE)

    assert (told.exit_code, told.stdout) == (4, "")
    assert all(heading in told.stderr for heading in ("Row", "Column", "What is wrong", "How to mend it"))
    assert "errors.csv" in told.stderr
    assert "faults in all" in told.stderr
    assert "Encore" not in told.output


def test_what_is_said_of_the_file_is_believed(publish, tmp_path, address):
    path = tmp_path / "parcs.txt"
    path.write_bytes("id|nom\n1|Châtaigneraie\n".encode("cp1252"))

    told = publish(path, *CREATE, "--delimiter", "|", "--encoding", "cp1252", "--header-row", 1)

    assert told.exit_code == 0, told.stderr
    rows = httpx.get(f"{address}/v1/datasets/parcs/rows").json()["items"]
    assert rows == [{"id": 1, "nom": "Châtaigneraie"}]


def test_an_address_is_pulled(publish, web_server):
    url = f"{web_server(Source(body=PARKS.encode()).handler())}/parcs.csv"

    told = publish(url, *CREATE)

    assert (told.exit_code, told.stdout) == (0, f"{url} is now version 1 of parcs: 2 rows.\n")


def test_without_waiting_the_address_to_ask_at_is_printed(publish, parks):
    told = publish(parks, *CREATE, "--no-wait")

    assert told.exit_code == 0
    assert "state" in httpx.get(told.stdout.strip()).json()


def test_columns_that_break_what_readers_rely_on_wait_unless_they_are_accepted(publish, parks):
    publish(parks, *CREATE)
    parks.write_text("id;titre\n1;Jardin des plantes\n", encoding="utf-8")

    waiting = publish(parks, "--dataset", "parcs")
    accepted = publish(parks, "--dataset", "parcs", "--accept-breaking")

    assert (waiting.exit_code, waiting.stdout) == (5, "")
    assert "accept" in waiting.stderr
    assert accepted.exit_code == 0, accepted.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nothing.csv", "--dataset", "parcs"), 2, "no file"),
        ((__file__, "--dataset", "parcs", "--create"), 2, "--title"),
        ((__file__, "--dataset", "parcs"), 1, "no dataset"),
        (("https://elsewhere.example/a.csv", *CREATE), 1, "not on the list"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(publish, arguments, code, words):
    told = publish(*arguments)

    assert (told.exit_code, told.stdout) == (code, "")
    assert words in told.stderr
    assert "Traceback" not in told.output


# Whoever runs the tests in the background has SIGINT ignored, and children inherit that.
INTERRUPTIBLE = """
import signal, runpy
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("plateforme.cli", run_name="__main__", alter_sys=True)
"""


def test_ctrl_c_cancels_the_publication(publish, environment, parks, address, web_server):
    publish(parks, *CREATE)
    source = Source(body=PARKS.encode() * 100, seconds_a_byte=0.05)
    url = f"{web_server(source.handler())}/parcs.csv"
    command = [sys.executable, "-c", INTERRUPTIBLE, "publish", url, "--dataset", "parcs"]
    process = subprocess.Popen(command, env=os.environ | environment, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not source.asked and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)

    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)

    assert (process.returncode, "cancelled" in told) == (130, True), told
    deadline = time.monotonic() + 10
    while (state := _newest(address)["state"]) == "running" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert state == "cancelled"


def _newest(address):
    return httpx.get(f"{address}/v1/datasets/parcs/publications").json()["items"][0]
