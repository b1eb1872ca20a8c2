"""Every EU frequency code, with its expected delays written out a second time, at the second."""

from datetime import UTC, datetime, timedelta

import pytest

from plateforme.consumers.checker import datasets
from plateforme.consumers.checker.calendar import PARIS
from plateforme.consumers.checker.states import State
from plateforme.domains.datasets.vocabularies import FREQUENCIES, FREQUENCY_ALIASES

SECOND = timedelta(seconds=1)

# Content last changed on Thursday 2026-01-15 at 10:00 in Paris. Each line: due, overdue, delinquent, in Paris.
# Dates on days off are moved by hand to the next working day, `due` apart.
EXPECTED = {
    "1MIN": ("2026-01-15T10:01", "2026-01-15T10:15", "2026-01-15T16:00"),
    "5MIN": ("2026-01-15T10:05", "2026-01-15T10:15", "2026-01-15T16:00"),
    "10MIN": ("2026-01-15T10:10", "2026-01-15T10:30", "2026-01-15T16:00"),
    "15MIN": ("2026-01-15T10:15", "2026-01-15T10:45", "2026-01-15T16:00"),
    "30MIN": ("2026-01-15T10:30", "2026-01-15T11:30", "2026-01-15T22:00"),
    "HOURLY": ("2026-01-15T11:00", "2026-01-15T13:00", "2026-01-16T10:00"),
    "BIHOURLY": ("2026-01-15T12:00", "2026-01-15T16:00", "2026-01-16T10:00"),
    "TRIHOURLY": ("2026-01-15T13:00", "2026-01-15T19:00", "2026-01-16T10:00"),
    "12HRS": ("2026-01-15T22:00", "2026-01-16T10:00", "2026-01-19T10:00"),  # 18 January is a Sunday
    "CONT": ("2026-01-16T10:00", "2026-01-19T10:00", "2026-01-22T10:00"),
    "DAILY_3": ("2026-01-15T18:00", "2026-01-19T10:00", "2026-01-22T10:00"),
    "DAILY_2": ("2026-01-15T22:00", "2026-01-19T10:00", "2026-01-22T10:00"),
    "DAILY": ("2026-01-16T10:00", "2026-01-19T10:00", "2026-01-22T10:00"),
    "WEEKLY_5": ("2026-01-16T10:00", "2026-01-19T10:00", "2026-01-22T10:00"),
    "WEEKLY_3": ("2026-01-18T10:00", "2026-01-20T10:00", "2026-01-26T10:00"),  # 25 January is a Sunday
    "WEEKLY_2": ("2026-01-19T10:00", "2026-01-20T10:00", "2026-01-26T10:00"),
    "WEEKLY": ("2026-01-22T10:00", "2026-01-26T10:00", "2026-02-05T10:00"),
    "BIWEEKLY": ("2026-01-29T10:00", "2026-02-02T10:00", "2026-02-12T10:00"),
    "MONTHLY_3": ("2026-01-25T10:00", "2026-01-30T10:00", "2026-02-09T10:00"),
    "MONTHLY_2": ("2026-01-30T10:00", "2026-02-04T10:00", "2026-02-16T10:00"),  # 15 February is a Sunday
    "MONTHLY": ("2026-02-15T10:00", "2026-02-23T10:00", "2026-03-16T10:00"),  # 15 March is a Sunday
    "BIMONTHLY": ("2026-03-15T10:00", "2026-03-30T10:00", "2026-05-04T10:00"),  # 3 May is a Sunday
    "QUARTERLY": ("2026-04-15T10:00", "2026-05-06T10:00", "2026-06-15T10:00"),
    "ANNUAL_3": ("2026-05-15T10:00", "2026-06-11T10:00", "2026-07-15T10:00"),
    "ANNUAL_2": ("2026-07-15T10:00", "2026-08-14T10:00", "2026-09-15T10:00"),
    "ANNUAL": ("2027-01-15T10:00", "2027-03-01T10:00", "2027-04-15T10:00"),
    "BIENNIAL": ("2028-01-15T10:00", "2028-03-10T10:00", "2028-05-04T10:00"),
    "TRIENNIAL": ("2029-01-15T10:00", "2029-05-07T10:00", "2029-08-22T10:00"),  # 5 May is a Saturday
    "QUADRENNIAL": ("2030-01-15T10:00", "2030-06-11T10:00", "2030-11-04T10:00"),  # Whit Monday; a Sunday
    "QUINQUENNIAL": ("2031-01-15T10:00", "2031-07-17T10:00", "2032-01-15T10:00"),
    "DECENNIAL": ("2036-01-15T10:00", "2036-07-15T10:00", "2037-01-15T10:00"),
    "BIDECENNIAL": ("2046-01-15T10:00", "2046-07-16T10:00", "2047-01-15T10:00"),  # 15 July is a Sunday
    "TRIDECENNIAL": ("2056-01-15T10:00", "2056-07-17T10:00", "2057-01-15T10:00"),  # 15 July is a Saturday
}
EXEMPT = {"AS_NEEDED", "IRREG", "NOT_PLANNED", "OTHER", "NEVER"}
SILENT = {"UPDATE_CONT", "UNKNOWN", "OP_DATPRO"}
CHANGED = datetime.fromisoformat("2026-01-15T10:00+01:00")
FAR = datetime(2090, 1, 1, tzinfo=UTC)


@pytest.fixture
def state(a_dataset, policies):
    def at(code, now):
        facts = a_dataset(frequency=code, updated_at=CHANGED)
        return datasets.evaluate(facts, policies, now=now)[0].state

    return at


def test_no_code_of_the_vocabulary_falls_through():
    assert EXPECTED.keys() | EXEMPT | SILENT == FREQUENCIES.keys()


@pytest.mark.parametrize("code", EXPECTED)
def test_each_state_begins_at_its_second(code, state):
    due, overdue, delinquent = (datetime.fromisoformat(text).replace(tzinfo=PARIS) for text in EXPECTED[code])

    assert state(code, CHANGED) is State.FRESH
    for at, before, after in (
        (due, State.FRESH, State.DUE),
        (overdue, State.DUE, State.OVERDUE),
        (delinquent, State.OVERDUE, State.DELINQUENT),
    ):
        seen = [state(code, (at.astimezone(UTC) + step)) for step in (-SECOND, 0 * SECOND, SECOND)]
        assert seen == [before, after, after], (code, at)


@pytest.mark.parametrize("code", sorted(EXEMPT))
def test_what_promises_no_rhythm_is_never_late(code, a_dataset, policies):
    facts = a_dataset(frequency=code, updated_at=CHANGED)

    age = datasets.evaluate(facts, policies, now=FAR)[0]

    assert age.state is State.EXEMPT
    review = 36 if code == "NEVER" else 12
    assert age.next_state_at == CHANGED.replace(year=CHANGED.year + review // 12)


@pytest.mark.parametrize("code", sorted(SILENT))
def test_what_cannot_be_known_is_neither_good_nor_bad(code, state):
    assert state(code, FAR) is State.NOT_EVALUABLE


def test_every_legacy_name_leads_to_its_code(policies):
    for alias, code in FREQUENCY_ALIASES.items():
        assert policies.code(alias) == code
    assert policies.code("http://publications.europa.eu/resource/authority/frequency/ANNUAL") == "ANNUAL"
    assert policies.code(None) == policies.code("") == policies.code("now and then") == "UNKNOWN"
