"""Reports of the past, brought in by the organization that answers for them."""

from fastapi import Request

from plateforme.api.deps import CanTriageReports, Now, WriteSession
from plateforme.api.problems import problems
from plateforme.api.problems.language import language_of
from plateforme.api.resource import Resource
from plateforme.api.v1.report_imports.wire import ReportBatchIn, ReportBatchOut
from plateforme.domains.access.errors import InsufficientScope, Unauthenticated
from plateforme.domains.reports.exchange import imports

router = Resource(tags=["reports"])


@router.post("/report-imports", operation_id="import_reports", responses=problems(Unauthenticated, InsufficientScope))
def import_reports(
    body: ReportBatchIn, session: WriteSession, by: CanTriageReports, now: Now, request: Request
) -> ReportBatchOut:
    """Bring in reports that another system kept, with their dates, promises and moves.

    A report is known by its `client_id`: sent again, it is left as it is, and only moves that the platform does not
    know are added. Each report is taken in wholly or refused alone, with the reason; the others are not concerned.
    Texts are screened as always, and what looks like personal data in explanations is masked.
    """
    batch = imports.bring_in(session, [one.past() for one in body.reports], by=by, now=now)
    return ReportBatchOut.of([one.client_id for one in body.reports], batch, language_of(request.scope))
