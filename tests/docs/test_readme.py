"""What the README and the guides tell a stranger to type works, in this order, against a real server."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
PLATEFORME = Path(sys.executable).with_name("plateforme")
PAGES = (
    *("README.md", "docs/api-guide.md", "docs/publish-your-first-file.md", "docs/query-a-dataset.md"),
    "docs/report-a-problem.md",
)
MARK = "--- page "
DEMO = "http://127.0.0.1:8000"
READY_SECONDS = 60
# The first block makes the key that later ones use, so all blocks of a page run as one script.
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="curl and bash run the examples"
)


def blocks(page: str, language: str) -> list[str]:
    return [text for kind, text in FENCE.findall((ROOT / page).read_text()) if kind == language]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server on an empty home that holds what the demo's table needs: its address and its home."""
    home, address = tmp_path_factory.mktemp("home"), f"http://127.0.0.1:{(port := free_port())}"
    command: list[str | Path] = [PLATEFORME, "serve", "--home", home, "--port", str(port)]
    environment = os.environ | {"PLATEFORME_LOG_LEVEL": "WARNING"}
    with (home / "log").open("w") as log, subprocess.Popen(command, stderr=log, env=environment) as server:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and server.poll() is None:
            with suppress(httpx.TransportError):
                httpx.get(f"{address}/v1/", timeout=5)
                break
            time.sleep(0.1)
        else:
            pytest.fail(f"the server did not start: {(home / 'log').read_text()}")
        yield address, home
        server.terminate()
        server.wait(30)


def script(served: tuple[str, Path], *texts: str) -> str:
    """The commands as printed, but for the address, the home and the dataset that only the demo has."""
    address, home = served
    text = "\n".join(texts).replace(DEMO, address).replace("var/demo", str(home))
    return text.replace(".venv/bin/plateforme", str(PLATEFORME)).replace(
        "datasets/communes/", "datasets/aires-de-jeux/"
    )


def run(text: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-eu", "-c", text], cwd=folder, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def printed(served, tmp_path_factory) -> dict[str, str]:
    """What the commands of each page print; all pages run as one script."""
    texts = [text for page in PAGES for text in (f"echo '{MARK}{page}'", *blocks(page, "sh"), "echo")]
    said = run(script(served, *texts), tmp_path_factory.mktemp("typed")).replace('": "', '":"')
    return dict(part.split("\n", 1) for part in said.split(MARK)[1:])


def test_every_command_of_the_readme_works(printed):
    assert "Parc des Buttes" in printed["README.md"]


def test_every_command_of_the_api_guide_works(printed):
    assert '"code":"unknown_parameter"' in printed["docs/api-guide.md"]
    assert "\n304\n" in printed["docs/api-guide.md"]


# What a reader of docs/publish-your-first-file.md sees, in this order.
FIRST_FILE = (
    "rejected\nid | integer | ",
    "code postal | string | The label names a code",
    "6 | id | primary-key | ",
    "row,column,code,detail,remedy,value_class\n6,id,primary-key,",
    "\n6,mise en service,type-error,",
    "\n6,puissance (kW),type-error,",
    '"mise_en_service":"2022-11-03","puissance_kw":22.0,"en_service":true},{"id":1,',
    '"items":[{"id":2,"puissance_kw":22.0}]',
    "bornes.csv is already version 1 of bornes-de-recharge: 3 rows.",
    '"version":2,"previous_version":1,"changed":true,',
    '{"op":"removed","key":{"id":1},"before":null,"after":null},',
    '{"op":"changed","key":{"id":3},"before":{"en_service":false},"after":{"en_service":true}},',
    '{"op":"added","key":{"id":4},',
    '"count":{"mode":"exact","value":3},"version":1}',
    '"count":{"mode":"exact","value":3},"version":2}',
    "waiting\ncolumn_removed | mise_en_service | ",
    '{"items":[{"number":"2.0.0","status":"current",',
    '{"number":"1.0.0","status":"deprecated",',
    "plateforme-schema-version: 1.0.0\ndeprecation: @",
    "\nsunset: ",
    '"status":410,"detail":"Version 3 of the dataset bornes-de-recharge was withdrawn',
    '{"id":3,"code_postal":"44200","mise_en_service":"2023-02-28"',
    '"name":"methode.txt","title":"Méthode"',
    "308 http",
    "/datasets/bornes-irve/rows/2\n",
    '"status":410,"detail":"The dataset bornes-irve was deleted on ',
)


def test_every_command_of_the_guide_to_a_first_file_works_and_shows_what_the_guide_says(printed):
    rest = printed["docs/publish-your-first-file.md"]
    for expected in FIRST_FILE:
        assert expected in rest
        rest = rest.partition(expected)[2]


# What a reader of docs/query-a-dataset.md sees, in this order.
QUERIES = (
    "arbres.csv is now version 1 of arbres: 6 rows.",
    '{"name":"hauteur_m","title":"hauteur (m)","type":"number"}',
    '"items":[{"id":5,"espece":"Tilleul à petites feuilles"},{"id":6,"espece":"Érable plane"}]',
    '"items":[{"id":3,"hauteur_m":18.0},{"id":5,"hauteur_m":15.0},{"id":1,"hauteur_m":12.5}]',
    '"items":[{"id":1},{"id":3}]',
    '"items":[{"id":5}]',
    '"items":[{"id":1}]',
    '{"espece":"Chêne pédonculé"}',
    '"count":{"mode":"exact","value":3}',
    '"value":2}',
    "[1, 2, 5, 6]\n[3, 4]\n",
    '"items":[{"id":2,"espece":"Érable champêtre"},{"id":6,"espece":"Érable plane"}]',
    '"items":[{"id":1},{"id":5}]',
    '"items":[{"id":1},{"id":2},{"id":3},{"id":4}]',
    '"items":[{"id":1,"_distance":0.0},{"id":2,"_distance":76.7}]',
    '"items":[{"id":5},{"id":6}]',
    '"geometry":{"type":"Point","coordinates":[-1.5536,47.2184]},"properties":{"espece":"Tilleul argenté"}',
    '"items":[{"id":1},{"id":5}]',
    '"items":[{"id":4},{"id":5}]',
    '"items":[{"id":5},{"id":6}]',
    '{"quartier":"Erdre","count":2,"hauteur":12.25},{"quartier":"Île de Nantes","count":2,"hauteur":11.25}',
    '"count":2}]',
    '"items":[{"max_hauteur_m":18.0,',
    '"items":[{"name":"quartier","column":"quartier","values":[{"value":"Centre","count":2},',
    '"items":[{"start":0.0,"end":5.0,"count":1},',
    '{"id":5,"espece":"Tilleul à petites feuilles"}\n{"id":6,"espece":"Érable plane"}\n',
    "\ufeffid;espèce;quartier;hauteur (m);plantation;longitude;latitude\n1;Tilleul argenté;Centre;12,5;",
    "6 rows, whole: True",
    '"items":[{"id":1}]',
    '"items":[{"id":1}]',
    "aggregate_arbres",
    '"did_you_mean":"hauteur_m"',
    "give a number, with a point before the decimals",
    '"code":"bad_cursor"',
    "\n304\n",
)


def test_every_command_of_the_guide_to_queries_works_and_shows_what_the_guide_says(printed):
    rest = printed["docs/query-a-dataset.md"]
    for expected in QUERIES:
        assert expected in rest, expected
        rest = rest.partition(expected)[2]


def test_the_python_of_the_guide_works(served, tmp_path):
    (text,) = blocks("docs/api-guide.md", "python")

    subprocess.run([sys.executable, "-c", script(served, text)], cwd=tmp_path, check=True, timeout=60)


def test_the_readme_shows_no_language_that_is_not_run():
    shown = {kind for page in PAGES for kind, _ in FENCE.findall((ROOT / page).read_text())}

    assert shown <= {"sh", "python", "console"}
    assert "".join(blocks("README.md", "console")).split("\n") == ["make demo", "make test", ""]


# What a reader of docs/report-a-problem.md sees, in this order.
A_PROBLEM = (
    "label_fr: Éclairage public en panne\nservice_level_days: 5\n",
    "verdict: area\norganization: nantes\nradius_m: 50\nitems: []\n",
    "status: received\nwarnings: ['occurred_long_ago']\nis_overdue: False\n200\n",
    "404\nvisibility: public\ntext_status: published\n",
    "proposed: Appelez-moi au [numéro de téléphone masqué].\ndescription: \ntext_status: in_review\n",
    "description: Bac cassé.\ntext_status: redacted\n",
    (
        "team: voirie\nreason: rule\ntitle: Chaussée\n"
        "team: voirie\nreason: rule\ncurrent_team: None\nteam: voirie\nstatus: acknowledged\n"
    ),
    "opened assigned moved noted\nopened assigned moved\n",
    "\nduplicate_of: ",
    "status: closed\noutcome: fixed\nstatus: closed\noutcome: duplicate\n412\n",
    "code: forbidden_move\ndetail: Le signalement ",
    "status: received\ntimes_reopened: 1\ntype: FeatureCollection\n",
    "<status>open</status>\nfirst_name: Camille\n410\n",
    "1 deleted author_request\n",
    "kind: moved\nexplanation: Rebouché.\ndetails: {'redacted': True}\n",
)


def test_every_command_of_the_guide_to_reports_works_and_shows_what_happens_to_one(printed):
    rest = printed["docs/report-a-problem.md"]
    for expected in A_PROBLEM:
        assert expected.replace('": "', '":"') in rest, rest
        rest = rest.partition(expected)[2]
