"""What each process counts about the answers it gives; `GET /v1/metrics` tells the sums."""

from typing import Final

from plateforme.kit.tallies import Distribution

KEPT_HITS: Final = "kept_hits"
KEPT_UNCHANGED: Final = "kept_unchanged"
KEPT_MISSES: Final = "kept_misses"
KEPT_BYTES: Final = "kept_bytes"
KEPT_ANSWERS: Final = "kept_answers"
BY_INDEX: Final = "by_index"
BY_ENGINE: Final = "by_engine"
QUESTIONS_RUNNING: Final = "questions_running"
QUESTIONS_WAITING: Final = "questions_waiting"
QUESTIONS_LEFT: Final = "questions_left"
EXPORTS_RUNNING: Final = "exports_running"
REFUSED: Final = {
    code: f"refused_{code}" for code in ("query_too_slow", "query_too_large", "too_many_questions", "too_many_exports")
}
"""Refusals for a budget, by the code of the problem."""

QUESTION_SECONDS: Final = Distribution("question_seconds", (0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0))
"""Seconds until the engine had answered a question, waiting included."""

NAMES: Final = (
    *(KEPT_HITS, KEPT_UNCHANGED, KEPT_MISSES, KEPT_BYTES, KEPT_ANSWERS),
    *(BY_INDEX, BY_ENGINE),
    *(QUESTIONS_RUNNING, QUESTIONS_WAITING, QUESTIONS_LEFT, EXPORTS_RUNNING),
    *REFUSED.values(),
    *QUESTION_SECONDS.names,
)
