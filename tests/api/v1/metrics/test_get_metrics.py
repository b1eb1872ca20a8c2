"""What is counted about answers, as Prometheus reads it."""

import re
from collections.abc import Callable
from typing import Any

import pytest

LINE = re.compile(r'plateforme_[a-z_]+(\{[a-z]+="[A-Za-z0-9_.+]+"\})? -?[0-9][0-9.e+-]*')
COMMENT = re.compile(r"# (HELP plateforme_[a-z_]+ .+\.|TYPE plateforme_[a-z_]+ (counter|gauge|histogram))")


@pytest.fixture
def metrics(http: Any) -> Callable[[], Any]:
    """The samples, by name and label."""

    async def read() -> dict[str, float]:
        answer = await http.get("/v1/metrics")
        assert answer.status_code == 200, answer.text
        samples = [line for line in answer.text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in samples)}

    return read


async def test_anyone_reads_them_in_the_format_of_prometheus(http):
    answer = await http.get("/v1/metrics")

    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert all((COMMENT if line.startswith("#") else LINE).fullmatch(line) for line in answer.text.splitlines())


async def test_each_name_is_told_once_and_explained(http):
    lines = (await http.get("/v1/metrics")).text.splitlines()
    samples = [line.rpartition(" ")[0] for line in lines if not line.startswith("#")]
    typed = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    families = {re.sub(r"_(bucket|sum|count)$", "", name.partition("{")[0]) for name in samples}

    assert len(samples) == len(set(samples))
    assert families == typed


async def test_what_was_asked_before_is_counted_as_kept(http, metrics):
    for _ in range(3):
        await http.get("/v1/organizations")

    told = await metrics()
    assert told['plateforme_answer_cache_requests_total{outcome="miss"}'] >= 1
    assert told['plateforme_answer_cache_requests_total{outcome="hit"}'] == 2
    assert told['plateforme_answers_total{plan="cache"}'] == 2
    assert told["plateforme_answer_cache_answers"] >= 1


async def test_a_question_for_the_engine_has_a_duration(http, metrics, published_parcs):
    answer = await http.get("/v1/datasets/parcs/rows?nom__contains=a")
    assert answer.status_code == 200

    told = await metrics()
    by_plan = told['plateforme_answers_total{plan="engine"}'] + told['plateforme_answers_total{plan="index"}']
    assert by_plan == 1
    assert told["plateforme_question_seconds_count"] == told['plateforme_answers_total{plan="engine"}']
    assert told['plateforme_question_seconds_bucket{le="+Inf"}'] == told["plateforme_question_seconds_count"]
    assert told["plateforme_questions_running"] == 0


@pytest.fixture
async def published_parcs(publish: Callable[..., Any]) -> None:
    """A small table."""
    assert (await publish(b"id,nom\n1,Parc\n2,Square\n"))["state"] == "published"
