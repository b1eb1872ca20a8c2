"""What people decide, and what someone declares for one subject."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.datasets.vocabularies import FREQUENCIES, FREQUENCY_ALIASES
from plateforme.domains.quality import declaring, handling, ledger, rules, scores
from plateforme.domains.quality.declaring import Declared
from plateforme.domains.quality.errors import FindingResolved, HandlingInvalid, PolicyInvalid
from plateforme.domains.quality.frequencies import BY_CODE, Delay
from plateforme.domains.quality.frequencies import FREQUENCIES as TABLE
from plateforme.domains.quality.handling import Handling
from plateforme.domains.quality.policies import DEFAULTS
from plateforme.domains.quality.scores import Tally
from plateforme.domains.quality.vocabulary import FindingStatus, FreshnessState, PolicyVerdict, SubjectKind
from plateforme.kit.keyset import Asked


@pytest.fixture
def finding(session, evaluation, checker, now):
    ledger.record(session, [evaluation()], by=checker, now=now)
    return ledger.get_finding(session, evaluation().fingerprint)


@pytest.mark.parametrize(
    ("status", "given", "faults"),
    [
        ("acknowledged", {}, ["/until"]),
        ("muted", {}, ["/until", "/reason"]),
        ("muted", {"until": timedelta(days=367), "reason": "x"}, ["/until"]),
        ("muted", {"until": timedelta(0), "reason": "x"}, ["/until"]),
        ("false_positive", {}, ["/reason"]),
        ("accepted", {"until": timedelta(days=1), "reason": "x"}, ["/until"]),
        ("accepted", {"expected_fix_by": timedelta(days=1), "reason": "x"}, ["/expected_fix_by"]),
    ],
)
def test_setting_a_finding_aside_needs_its_reason_and_its_end(status, given, faults, session, finding, producer, now):
    moments = {name: now + value if isinstance(value, timedelta) else value for name, value in given.items()}

    with pytest.raises(HandlingInvalid) as refused:
        handling.handle(session, finding, Handling(FindingStatus(status), **moments), by=producer, now=now)

    assert [fault.name for fault in refused.value.errors] == faults
    assert finding.revision == 1


def test_every_decision_is_logged_with_actor_and_reason(session, finding, producer, now):
    handling.handle(session, finding, Handling(FindingStatus.ACCEPTED, reason="Known."), by=producer, now=now)
    handling.handle(session, finding, Handling(FindingStatus.ACCEPTED, reason="Known."), by=producer, now=now)
    handling.handle(session, finding, Handling(FindingStatus.OPEN), by=producer, now=now)

    told = [(one.number, one.status, one.actor, one.reason) for one in ledger.history(session, finding.id)]
    assert told[1:] == [(2, "accepted", "nantes-app", "Known."), (3, "open", "nantes-app", None)]


def test_a_finding_is_handled_by_who_answers_or_by_who_found_it(session, finding, producer, checker):
    assert handling.locked(session, finding.id, by=producer) is finding
    assert handling.locked(session, finding.id, by=checker) is finding
    with pytest.raises(NotYourOrganization):
        handling.locked(session, finding.id, by=replace(producer, organization="rennes"))


def test_nobody_handles_what_is_resolved(session, finding, evaluation, checker, now):
    ledger.record(session, [evaluation("exempt", policy="dataset/communes")], by=checker, now=now)

    with pytest.raises(FindingResolved):
        handling.handle(session, finding, Handling(FindingStatus.OPEN), by=checker, now=now)


def test_the_frequency_table_knows_every_code_and_alias_of_the_catalogue():
    assert [row.code for row in TABLE] == list(dict.fromkeys(row.code for row in TABLE))
    assert BY_CODE.keys() == FREQUENCIES.keys()
    known = {alias: row.code for row in TABLE for alias in row.aliases}
    assert {alias: known.get(alias) for alias in FREQUENCY_ALIASES} == FREQUENCY_ALIASES


def test_every_default_has_its_own_address_and_a_rule_of_its_kind():
    assert len({policy.id for policy in DEFAULTS}) == len(DEFAULTS)
    assert all(rules.BY_ID[policy.rule].subject_kind is policy.subject_kind for policy in DEFAULTS)


def test_declaring_twice_the_same_changes_nothing(session, checker, now):
    declared = Declared(PolicyVerdict.EVALUATE, "Published in spring.", overdue=Delay(duration="P14M"))

    first, is_new = declaring.put_policy(session, SubjectKind.DATASET, "communes", declared, by=checker, now=now)
    again, is_new_again = declaring.put_policy(session, SubjectKind.DATASET, "communes", declared, by=checker, now=now)
    other, _ = declaring.put_policy(
        session, SubjectKind.DATASET, "communes", replace(declared, overdue=Delay(working_days=3)), by=checker, now=now
    )

    assert (is_new, is_new_again) == (True, False)
    assert (first.revision, again.revision, other.revision) == (1, 1, 2)
    assert first.digest == again.digest != other.digest


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        (Declared(PolicyVerdict.EVALUATE, "x"), "/overdue"),
        (Declared(PolicyVerdict.EXEMPT, "x", overdue=Delay(duration="P1D")), "/overdue"),
        (
            Declared(PolicyVerdict.EVALUATE, "x", overdue=Delay(duration="P2M"), delinquent=Delay(duration="P1M")),
            "/delinquent",
        ),
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(declared, fault, session, checker, now):
    with pytest.raises(PolicyInvalid) as refused:
        declaring.put_policy(session, SubjectKind.DATASET, "communes", declared, by=checker, now=now)

    assert [one.name for one in refused.value.errors] == [fault]


@pytest.mark.parametrize("down", [False, True])
def test_defaults_and_overrides_are_one_list(down, session, checker, now):
    for slug in ("a-z", "a1", "frequent", "z"):
        declaring.put_policy(
            session, SubjectKind.DATASET, slug, Declared(PolicyVerdict.EXEMPT, "x"), by=checker, now=now
        )
    seen, after = [], None
    while True:
        page = declaring.list_policies(session, Asked(sort=(("id", down),), limit=7, after=after, count="exact"))
        seen += [policy.id for policy in page.rows]
        after = page.after
        if after is None:
            break

    assert seen == sorted(seen, reverse=down)
    assert len(seen) == len(set(seen)) == page.total == len(DEFAULTS) + 4


def test_a_score_rests_on_what_could_be_evaluated(session, checker, now):
    counts = {FreshnessState.FRESH: 2, FreshnessState.DUE: 1, FreshnessState.OVERDUE: 1, FreshnessState.EXEMPT: 9}
    scores.put_scores(session, [Tally("rennes", SubjectKind.REPORT, 1, {})], evaluated_at=now, by=checker)

    scores.put_scores(session, [Tally("nantes", SubjectKind.DATASET, 13, counts)], evaluated_at=now, by=checker)

    (row,) = scores.list_scores(session, Asked()).rows
    assert (row.organization, scores.denominator(row), scores.share_in_time(row)) == ("nantes", 4, 0.75)


def test_two_who_replace_one_policy_take_turns(any_database, checker, now):
    declared = Declared(PolicyVerdict.EXEMPT, "Archived.")
    with any_database.writing() as session:
        declaring.put_policy(session, SubjectKind.DATASET, "communes", declared, by=checker, now=now)

    def replace(reason):
        with any_database.writing() as session:
            revision = declaring.held_revision(session, SubjectKind.DATASET, "communes")
            time.sleep(0.2)
            changed = Declared(PolicyVerdict.EXEMPT, reason)
            declaring.put_policy(session, SubjectKind.DATASET, "communes", changed, by=checker, now=now)
        return revision

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(replace, ["One reason.", "Another."])) == [1, 2]


def test_two_boards_put_up_at_once_leave_one(any_database, checker, now):
    def put(subjects):
        with any_database.writing() as session:
            tally = Tally("nantes", SubjectKind.DATASET, subjects, {})
            scores.put_scores(session, [tally], evaluated_at=now, by=checker)
            time.sleep(0.2)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(put, [1, 2]))

    with any_database.reading() as session:
        assert len(scores.list_scores(session, Asked()).rows) == 1
