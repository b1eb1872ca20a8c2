"""What can go wrong in the ledger."""

from plateforme.kit.errors import Conflict, Invalid, Missing


class FindingNotFound(Missing):
    """No finding has this id."""

    code = "finding_not_found"
    title = "Finding not found"


class PolicyNotFound(Missing):
    """Neither a default policy nor an override has this address."""

    code = "policy_not_found"
    title = "Policy not found"


class QualityRunNotFound(Missing):
    """No quality run has this id."""

    code = "quality_run_not_found"
    title = "Quality run not found"


class PolicyInvalid(Invalid):
    """The delays of a policy contradict each other or its verdict."""

    code = "policy_invalid"
    title = "Invalid policy"


class EvaluationInvalid(Invalid):
    """An evaluation names an unknown rule or lacks what its state needs."""

    code = "evaluation_invalid"
    title = "Invalid evaluation"


class HandlingInvalid(Invalid):
    """A finding's handling lacks its reason or its end, or ends too late."""

    code = "handling_invalid"
    title = "Invalid handling of a finding"


class FindingResolved(Conflict):
    """A resolved finding cannot be handled any more: only a new evaluation reopens it."""

    code = "finding_resolved"
    title = "Finding already resolved"


class QualityRunInvalid(Invalid):
    """A run ends before it starts, or in the future."""

    code = "quality_run_invalid"
    title = "Invalid quality run"


class ScoresInvalid(Invalid):
    """The same organization and kind are given twice."""

    code = "scores_invalid"
    title = "Invalid scores"
