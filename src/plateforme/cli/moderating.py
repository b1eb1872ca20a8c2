"""`plateforme moderate`: what waits for a person, and the decisions about it."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from plateforme.cli.asking import ask, err, out
from plateforme.cli.options import Api, Key
from plateforme.cli.report_voices import Reference

if TYPE_CHECKING:
    from plateforme.client.v1 import PlateformeV1
    from plateforme.client.v1_types import (
        RemovalRequestOut,
        ReportCommentOut,
        ReporterOut,
        ReportEventOut,
        ReportModerationOut,
        ReportPhotoOut,
        ReportReviewOut,
    )

app = typer.Typer(
    no_args_is_help=True,
    help="What the public reads and sees of your organization's street reports.",
    rich_markup_mode="markdown",
)


class Verdict(StrEnum):
    """What a person decides about a text."""

    PUBLISH = "publish"
    REDACT = "redact"
    WITHHOLD = "withhold"


class Look(StrEnum):
    """What a person decides about a photo."""

    PUBLISH = "publish"
    WITHHOLD = "withhold"


class Reply(StrEnum):
    """What a person answers to a wish."""

    GRANTED = "granted"
    REFUSED = "refused"


class Subject(StrEnum):
    """What waits."""

    TEXT = "text"
    COMMENT = "comment"
    PHOTO = "photo"
    REMOVAL = "removal"


Number = Annotated[int, typer.Argument(min=1, help="Its number in the report.")]
Reason = Annotated[str | None, typer.Option("--reason", "-m", help="Why, for your own people.", show_default=False)]


@app.command("list")
def list_(
    *,
    api: Api,
    key: Key,
    subject: Annotated[Subject | None, typer.Option(help="Only what is of this kind.", show_default=False)] = None,
) -> None:
    """List what waits for a person of your organization, oldest first.

    The key needs the scope `reports:moderate`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_words  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "list[ReportReviewOut]":
        return await report_words.waiting(client, subject=subject)

    found = ask(api, key, work)
    for one in found:
        number = "" if one.number is None else f" {one.number}"
        out.print(f"{one.reference}  {one.subject}{number}  before {one.due_at:%Y-%m-%d}", markup=False)
        if one.proposed or one.original:
            out.print(f"    {one.proposed or one.original}", markup=False)
    if not found:
        err.print("Nothing waits.")


@app.command()
def text(
    reference: Reference,
    decision: Annotated[Verdict, typer.Argument(help="What the public reads.")],
    *,
    api: Api,
    key: Key,
    comment: Annotated[int | None, typer.Option(min=1, help="Of this comment.", show_default=False)] = None,
    words: Annotated[
        str | None, typer.Option("--text", help="With redact: what the public reads.", show_default=False)
    ] = None,
    reason: Reason = None,
) -> None:
    """Decide what the public reads of a report's description, or of one of its comments.

    `publish` it as written, `redact` it (the proposed text with masks, unless `--text` gives another; what was written
    is purged), or `withhold` it. The key needs the scope `reports:moderate`. Exit codes: 0 done, 1 the platform could
    not be reached or said no.
    """
    from plateforme.consumers.steward import report_words  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "ReportModerationOut | ReportCommentOut":
        return await report_words.decide(client, reference, decision.value, comment=comment, text=words, reason=reason)

    ask(api, key, work)
    out.print(f"{reference}: {decision.value}")


@app.command()
def entry(
    reference: Reference,
    number: Annotated[int, typer.Argument(min=1, help="Its number in the history of the report.")],
    *,
    api: Api,
    key: Key,
    reason: Annotated[str, typer.Option("--reason", "-m", help="Why, for your own people.")],
    words: Annotated[
        str | None, typer.Option("--text", help="What it says from now on; without it, nothing.", show_default=False)
    ] = None,
) -> None:
    """Put other words, or none, in place of what an entry of a report's history says, such as why it was closed.

    What it said is purged, also where followers of the report were told the same. The key needs the scope
    `reports:moderate`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_words  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "ReportEventOut":
        return await report_words.redact(client, reference, number, text=words, reason=reason)

    out.print(f"{reference} {number}: {ask(api, key, work).explanation or '-'}", markup=False)


@app.command()
def photo(
    reference: Reference,
    number: Number,
    decision: Annotated[Look, typer.Argument(help="Whether the public sees it.")],
    *,
    api: Api,
    key: Key,
    reason: Reason = None,
) -> None:
    """Decide whether the public sees a photo; one that is withheld is deleted for good.

    The key needs the scope `reports:moderate`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.client.v1_types import PhotoDecision  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "ReportPhotoOut":
        return await client.decide_report_photo(
            reference, number, PhotoDecision(decision=decision.value, reason=reason)
        )

    out.print(f"{reference} {number}: {ask(api, key, work).status}")


@app.command()
def removal(
    reference: Reference,
    number: Number,
    decision: Annotated[Reply, typer.Argument(help="What is answered.")],
    *,
    api: Api,
    key: Key,
    answer: Annotated[str, typer.Option("--answer", "-m", help="What was done, or why not: whoever asked reads it.")],
) -> None:
    """Answer a wish for removal. It removes nothing by itself: hide, redact or erase first.

    The key needs the scope `reports:moderate`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.client.v1_types import RemovalRequestDecision  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "RemovalRequestOut":
        body = RemovalRequestDecision(decision=decision.value, answer=answer)
        return await client.settle_removal_request(reference, number, body)

    out.print(f"{reference} {number}: {ask(api, key, work).status}")


def _set(reference: str, visibility: str, *, api: str, key: str, reason: str) -> None:
    from plateforme.consumers.steward import report_words  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "ReportModerationOut":
        return await report_words.show(
            client, reference, "hidden" if visibility == "hidden" else "public", reason=reason
        )

    out.print(f"{reference}: {ask(api, key, work).visibility}")


Why = Annotated[str, typer.Option("--reason", "-m", help="Why, for your own people.")]


@app.command()
def hide(reference: Reference, *, api: Api, key: Key, reason: Why) -> None:
    """Take a report out of the public's sight; whoever follows the changes is told to delete their copy.

    The key needs the scopes `reports:moderate` and `reports:triage`. Exit codes: 0 done, 1 the platform could not be
    reached or said no.
    """
    _set(reference, "hidden", api=api, key=key, reason=reason)


@app.command()
def show(reference: Reference, *, api: Api, key: Key, reason: Why) -> None:
    """Show a hidden report to the public again.

    The key needs the scopes `reports:moderate` and `reports:triage`. Exit codes: 0 done, 1 the platform could not be
    reached or said no.
    """
    _set(reference, "public", api=api, key=key, reason=reason)


@app.command()
def contact(
    reference: Reference,
    *,
    api: Api,
    key: Key,
    forget: Annotated[bool, typer.Option("--forget", help="Remove it, at the person's wish.")] = False,
) -> None:
    """Read who made a report and how to reach them, or remove that; each reading leaves a trace.

    The key needs the scope `reports:contact` to read, `reports:write` and `reports:moderate` to remove. Exit codes: 0
    done, 1 the platform could not be reached or said no.
    """

    async def work(client: "PlateformeV1") -> "ReporterOut | None":
        if forget:
            await client.delete_report_reporter(reference)
            return None
        return await client.get_report_reporter(reference)

    found = ask(api, key, work)
    for name in () if found is None else ("first_name", "last_name", "email", "phone"):
        if (value := getattr(found, name)) is not None:
            out.print(f"{name}: {value}", markup=False)
