"""How long a client waits."""

from datetime import UTC, datetime

from plateforme.client.retrying import Retries, may_repeat, retry_after

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_retry_after_is_a_number_or_a_date():
    assert retry_after("12") == 12
    assert retry_after("Sun, 01 Mar 2026 12:00:30 GMT", now=NOON) == 30
    assert retry_after("Sun, 01 Mar 2026 11:00:00 GMT", now=NOON) == 0
    assert retry_after("soon") is None
    assert retry_after(None) is None


def test_pauses_grow_up_to_the_longest_and_end_with_the_attempts():
    retries = Retries(attempts=5, first=1, longest=3, jitter=lambda: 1.0)

    assert [retries.pause(attempt, None) for attempt in range(1, 6)] == [1, 2, 3, 3, None]


def test_jitter_never_shortens_a_pause_to_less_than_half():
    assert Retries(first=1, jitter=lambda: 0.0).pause(1, None) == 0.5


def test_a_patch_is_never_repeated():
    assert not may_repeat("PATCH", has_idempotency_key=False)
    assert may_repeat("PUT", has_idempotency_key=False)
