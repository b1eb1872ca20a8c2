"""The policies in force: the defaults, and the overrides that someone declared for one subject."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.quality import store
from plateforme.domains.quality.errors import PolicyInvalid, PolicyNotFound
from plateforme.domains.quality.frequencies import Delay
from plateforme.domains.quality.policies import BY_ID, DEFAULTS, MAIN_RULE, Policy
from plateforme.domains.quality.tables import PolicyOverride
from plateforme.domains.quality.vocabulary import PolicyOrigin, PolicySelector, PolicyVerdict, SubjectKind
from plateforme.kit.errors import Detail
from plateforme.kit.keyset import Asked, Slice

DURATION = re.compile(r"^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(?:T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$")
DAYS = (365.25, 30.44, 7, 1, 1 / 24, 1 / 1440, 1 / 86400)
_DELAYS = ("due", "overdue", "delinquent")


@dataclass(frozen=True)
class Declared:
    """What someone declares for one subject."""

    verdict: PolicyVerdict
    reason: str
    due: Delay | None = None
    overdue: Delay | None = None
    delinquent: Delay | None = None


def list_policies(
    session: Session, asked: Asked, *, subject_kind: SubjectKind | None = None, origin: PolicyOrigin | None = None
) -> Slice[Policy]:
    """One page of all policies in force, by id: the defaults merged with the overrides."""
    after = str(asked.after[0]) if asked.after else None
    down = bool(asked.sort) and asked.sort[0][1]
    fixed = [policy for policy in DEFAULTS if _matches(policy, subject_kind, origin)]
    found = (
        fixed if after is None else [policy for policy in fixed if (policy.id < after if down else policy.id > after)]
    )
    if origin in {None, PolicyOrigin.DECLARED}:
        rows = store.overrides(session, subject_kind=subject_kind, after=after, down=down, limit=asked.limit + 1)
        found = [*found, *map(of_override, rows)]
    merged = sorted(found, key=lambda policy: policy.id, reverse=down)
    page = merged[: asked.limit]
    following = (page[-1].id,) if len(merged) > asked.limit else None
    if asked.count == "none":
        return Slice(page, following, None)
    is_declared = origin in {None, PolicyOrigin.DECLARED}
    total = len(fixed) + (store.count_overrides(session, subject_kind=subject_kind) if is_declared else 0)
    return Slice(page, following, total, "exact")


def get_policy(session: Session, subject_kind: SubjectKind, subject_id: str) -> Policy:
    """A default by its selector (`frequency:ANNUAL`), or the override of one subject by its id."""
    policy_id = f"{subject_kind}/{subject_id}"
    if policy_id in BY_ID:
        return BY_ID[policy_id]
    override = store.override(session, policy_id)
    if override is None:
        raise PolicyNotFound(
            f"There is no policy declared for the {subject_kind} {subject_id}: a default applies to it. "
            "GET /v1/policies lists the defaults; PUT this address to declare one."
        )
    return of_override(override)


def put_policy(
    session: Session, subject_kind: SubjectKind, subject_id: str, declared: Declared, *, by: Principal, now: datetime
) -> tuple[Policy, bool]:
    """Declare the policy of one subject, or replace it; says whether it is new. The same content changes nothing."""
    _check(declared)
    content = {"verdict": declared.verdict.value, **{name: _plain(getattr(declared, name)) for name in _DELAYS}}
    row = store.override(session, f"{subject_kind}/{subject_id}")
    if row is None:
        row = PolicyOverride(
            id=f"{subject_kind}/{subject_id}",
            subject_kind=subject_kind,
            subject_id=subject_id,
            content=content,
            reason=declared.reason,
            set_by=by.consumer,
            created_at=now,
            updated_at=now,
            revision=1,
        )
        store.add(session, row)
        return of_override(row), True
    if (row.content, row.reason) != (content, declared.reason):
        row.content, row.reason, row.set_by = content, declared.reason, by.consumer
        row.updated_at = now
        row.revision += 1
    return of_override(row), False


def held_revision(session: Session, subject_kind: SubjectKind, subject_id: str) -> int | None:
    """The revision of a subject's override, if it has one; nobody else changes it before this transaction ends."""
    store.lock_ledger(session)
    row = store.override(session, f"{subject_kind}/{subject_id}")
    return row.revision if row else None


def of_override(row: PolicyOverride) -> Policy:
    """The policy that an override declares."""
    kind = SubjectKind(row.subject_kind)
    return Policy(
        kind,
        PolicySelector.SUBJECT,
        row.subject_id,
        MAIN_RULE[kind],
        verdict=PolicyVerdict(row.content["verdict"]),
        reason=row.reason,
        due=_delay_of(row.content["due"]),
        overdue=_delay_of(row.content["overdue"]),
        delinquent=_delay_of(row.content["delinquent"]),
        origin=PolicyOrigin.DECLARED,
        set_by=row.set_by,
        revision=row.revision,
    )


def _matches(policy: Policy, subject_kind: SubjectKind | None, origin: PolicyOrigin | None) -> bool:
    return subject_kind in {None, policy.subject_kind} and origin in {None, policy.origin}


def _plain(value: Delay | None) -> dict[str, Any] | None:
    return asdict(value) if value else None


def _delay_of(stored: Mapping[str, Any] | None) -> Delay | None:
    return Delay(**stored) if stored else None


def _check(declared: Declared) -> None:
    """Delays come in order and only where there is something to evaluate."""
    given = [(name, value) for name in _DELAYS if (value := getattr(declared, name)) is not None]
    if declared.verdict is not PolicyVerdict.EVALUATE:
        if given:
            raise PolicyInvalid(
                "A policy that evaluates nothing has no delays. Leave them out, or set the verdict to evaluate.",
                errors=[Detail("pointer", f"/{name}", "unexpected", "Leave it out.") for name, _ in given],
            )
        return
    if declared.overdue is None:
        raise PolicyInvalid(
            "A policy that evaluates says when a subject is overdue. Give that delay.",
            errors=[Detail("pointer", "/overdue", "required", "A duration or a count of working days.")],
        )
    lengths = [(name, _length(value)) for name, value in given]
    for (_, shorter), (name, longer) in pairwise(lengths):
        if longer < shorter:
            raise PolicyInvalid(
                "The delays come in the order due, overdue, delinquent. Make each at least as long as the one before.",
                errors=[Detail("pointer", f"/{name}", "order", "Shorter than the delay before it.")],
            )


def _length(value: Delay) -> float:
    """An average length in days: good enough to put delays in order."""
    if value.working_days is not None:
        return value.working_days * 1.4
    match = DURATION.match(value.duration or "")
    if match is None:
        raise PolicyInvalid("A delay is an ISO 8601 duration such as P1M8D. Write it so, or count working days.")
    return sum(int(part[:-1]) * days for part, days in zip(match.groups(), DAYS, strict=True) if part)
