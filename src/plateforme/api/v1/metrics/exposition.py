"""The text format that Prometheus reads (version 0.0.4). Labels take a handful of values: none names a dataset."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from plateforme.api import counts

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_Samples = Sequence[tuple[str, float]]


def exposition(totals: Mapping[str, float]) -> str:
    """Write the sums over all processes as Prometheus reads them."""
    return "".join(f"{line}\n" for family in _families(totals) for line in family)


def _families(totals: Mapping[str, float]) -> Iterator[Iterator[str]]:
    kept = totals[counts.KEPT_HITS] + totals[counts.KEPT_UNCHANGED]
    yield _family(
        "answers_total",
        "counter",
        "Answers by how they were found: kept ready, read from the index of rows, or computed by the engine.",
        [
            ('{plan="cache"}', kept),
            ('{plan="index"}', totals[counts.BY_INDEX]),
            ('{plan="engine"}', totals[counts.BY_ENGINE]),
        ],
    )
    yield _family(
        "answer_cache_requests_total",
        "counter",
        "Public questions that were looked up among the answers kept ready.",
        [
            ('{outcome="hit"}', totals[counts.KEPT_HITS]),
            ('{outcome="unchanged"}', totals[counts.KEPT_UNCHANGED]),
            ('{outcome="miss"}', totals[counts.KEPT_MISSES]),
        ],
    )
    for name, sentence, key in (
        ("answer_cache_bytes", "Memory that answers kept ready take.", counts.KEPT_BYTES),
        ("answer_cache_answers", "Answers kept ready.", counts.KEPT_ANSWERS),
        (
            "questions_running",
            "Questions that the engine is asked now, waiting ones included.",
            counts.QUESTIONS_RUNNING,
        ),
        ("questions_waiting", "Long questions that wait for a place.", counts.QUESTIONS_WAITING),
        ("exports_running", "Exports that are being sent.", counts.EXPORTS_RUNNING),
    ):
        yield _family(name, "gauge", sentence, [("", totals[key])])
    yield _family(
        "questions_abandoned_total",
        "counter",
        "Questions stopped because the caller left.",
        [("", totals[counts.QUESTIONS_LEFT])],
    )
    yield _family(
        "refused_total",
        "counter",
        "Questions and exports refused for a budget, by the code of the problem.",
        [(f'{{code="{code}"}}', totals[key]) for code, key in counts.REFUSED.items()],
    )
    yield _histogram("question_seconds", "Seconds until the engine had answered, waiting included.", totals)


def _family(name: str, kind: str, sentence: str, samples: _Samples) -> Iterator[str]:
    yield f"# HELP plateforme_{name} {sentence}"
    yield f"# TYPE plateforme_{name} {kind}"
    for label, value in samples:
        yield f"plateforme_{name}{label} {value:.17g}"


def _histogram(name: str, sentence: str, totals: Mapping[str, float]) -> Iterator[str]:
    noted = counts.QUESTION_SECONDS
    below, samples = 0.0, []
    for bound, key in zip((*noted.bounds, float("inf")), noted.classes, strict=True):
        below += totals[key]
        samples.append((f'_bucket{{le="{"+Inf" if bound == float("inf") else f"{bound:g}"}"}}', below))
    samples += [("_sum", totals[noted.sum]), ("_count", below)]
    return _family(name, "histogram", sentence, samples)
