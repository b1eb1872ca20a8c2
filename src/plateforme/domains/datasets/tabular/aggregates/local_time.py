"""Instants, which are kept in UTC, on the clocks of the territory: Europe/Paris, as SQL.

What a town means by a day, a month or an hour is what its clocks said. The engine's own conversion is right for every
instant since 1891, and costs 180 ns for each; nearly all of that is spared, because for most days of the year the
offset needs no calendar of time zones.
"""

ZONE = "Europe/Paris"
"""The same as `kit.clock.PARIS`."""

RULE_FROM, RULE_UNTIL = 1996, 2037
"""Years in which summer time runs from the last Sunday of March to the last of October, as Directive 2000/84/EC says
since 2001 and Directive 94/21/EC said before; a test compares with the tz database, hour by hour."""


def paris(column: str) -> str:
    """Write SQL of an instant, a quoted column of naive UTC, as its naive time in Europe/Paris."""
    exact = f"(({column} AT TIME ZONE 'UTC') AT TIME ZONE '{ZONE}')"
    known = f"year({column}) BETWEEN {RULE_FROM} AND {RULE_UNTIL}"
    # The clocks change on one of the last seven days of these months, which are the 25th to the 31st.
    offset = (
        f"CASE WHEN NOT ({known}) THEN epoch_us({exact}) - epoch_us({column})"
        f" WHEN month({column}) BETWEEN 4 AND 9 THEN {_hours(2)}"
        f" WHEN month({column}) NOT IN (3, 10) THEN {_hours(1)}"
        f" WHEN day({column}) >= 25 THEN epoch_us({exact}) - epoch_us({column})"
        f" WHEN month({column}) = 3 THEN {_hours(1)} ELSE {_hours(2)} END"
    )
    return f"make_timestamp(epoch_us({column}) + {offset})"


def paris_day(column: str) -> str:
    """Write SQL of an instant, a quoted column of naive UTC, as a naive time of the same day in Europe/Paris.

    The clocks there have always been between nought and two hours ahead of UTC, so that before 22:00 the day is that of
    UTC: eleven in twelve instants need nothing else.
    """
    return f"CASE WHEN hour({column}) < 22 THEN {column} ELSE {paris(column)} END"


def _hours(count: int) -> str:
    return str(count * 3_600_000_000)
