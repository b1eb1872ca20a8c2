"""What anybody does about a street report from the command line: comment, confirm, ask for removal, erase one's own."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from plateforme.cli.asking import ask, err, out
from plateforme.cli.options import AnyKey, Api, Key

if TYPE_CHECKING:
    from collections.abc import Callable

    from plateforme.client.v1 import PlateformeV1
    from plateforme.client.v1_types import (
        RemovalRequestOut,
        ReportCommentOut,
        ReportModerationOut,
        ReportRetentionOut,
        TextPreviewOut,
    )

Reference = Annotated[str, typer.Argument(help="Public reference of the report, such as 2026-0302-7QK2M9.")]
Words = Annotated[str, typer.Argument(help="The text.")]


class About(StrEnum):
    """What somebody wants removed."""

    REPORT = "report"
    TEXT = "text"
    COMMENT = "comment"
    PHOTO = "photo"


class Because(StrEnum):
    """Why somebody wants it removed."""

    PERSONAL_DATA = "personal_data"
    OFFENSIVE = "offensive"
    FALSE = "false"
    OTHER = "other"


class Erasure(StrEnum):
    """Why a report is erased."""

    AUTHOR_REQUEST = "author_request"
    PERSONAL_DATA = "personal_data"
    LEGAL = "legal"
    ABUSE = "abuse"
    MISTAKE = "mistake"


def preview(
    text: Words,
    *,
    api: Api,
    key: Key,
    name: Annotated[
        list[str] | None, typer.Option(help="A name of the sender; repeat for more.", show_default=False)
    ] = None,
) -> None:
    """See what the public would read of a text, with masks over what looks like personal data.

    The key needs the scope `reports:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.client.v1_types import TextPreviewIn  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "TextPreviewOut":
        return await client.preview_report_text(TextPreviewIn(text=text, names=name or []))

    told = ask(api, key, work)
    out.print(told.proposed, markup=False)
    err.print("Public at once." if told.is_public_at_once else "A person looks at it first.")


def comment(reference: Reference, text: Words, *, api: Api, key: Key) -> None:
    """Add a comment to a report; the public reads it once a person has looked at it.

    The key needs the scope `reports:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_words  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "ReportCommentOut":
        return await report_words.say(client, reference, text)

    told = ask(api, key, work)
    out.print(f"{reference} {told.number}: {told.status}")


def comments(
    reference: Reference,
    *,
    api: Api,
    key: AnyKey = None,
    remove: Annotated[
        int | None, typer.Option(min=1, help="Take this comment of yours back first.", show_default=False)
    ] = None,
) -> None:
    """List the comments on a report that your key may see.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_words  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "list[ReportCommentOut]":
        if remove is not None:
            await client.delete_report_comment(reference, remove)
        return await report_words.comments(client, reference)

    for one in ask(api, key, work):
        out.print(f"{one.number}  {one.at:%Y-%m-%d}  {one.organization}  {one.text or one.status}", markup=False)


def confirm(
    reference: Reference,
    *,
    api: Api,
    key: Key,
    person: Annotated[str, typer.Option(help="Your own, lasting identifier of the person, such as a UUID.")],
    takes_back: Annotated[bool, typer.Option("--take-back", help="Take the voice back.")] = False,
) -> None:
    """Say « moi aussi » for a person, and how many have said so.

    The key needs the scope `reports:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_words  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> int:
        return await report_words.confirm(client, reference, person, takes_back=takes_back)

    out.print(f"{reference}: {ask(api, key, work)}")


def rewrite(reference: Reference, text: Words, *, api: Api, key: Key) -> None:
    """Put other words in place of your own, in a report that you have sent; the former ones are purged.

    The key needs the scope `reports:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_words  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "ReportModerationOut":
        return await report_words.rewrite(client, reference, text)

    out.print(f"{reference}: {ask(api, key, work).text_status}")


def correct(
    reference: Reference,
    *,
    api: Api,
    key: Key,
    address: Annotated[str | None, typer.Option(help="Where it is, in words.", show_default=False)] = None,
    lon: Annotated[float | None, typer.Option(help="Longitude in degrees.", show_default=False)] = None,
    lat: Annotated[float | None, typer.Option(help="Latitude in degrees.", show_default=False)] = None,
    description: Annotated[str | None, typer.Option("-m", help="What is wrong.", show_default=False)] = None,
) -> None:
    """Complete a draft of yours, or put right the place or the words of a report of your organization.

    The key needs the scope `reports:triage`, or `reports:write` for drafts of its own. Exit codes: 0 done, 1 the
    platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_words  # noqa: PLC0415  # the client is heavy

    given = {"address": address, "lon": lon, "lat": lat, "description": description}

    async def work(client: "PlateformeV1") -> str:
        return await report_words.correct(
            client, reference, {name: one for name, one in given.items() if one is not None}
        )

    out.print(f"{reference}: {ask(api, key, work)}")


def ask_removal(
    reference: Reference,
    subject: Annotated[About, typer.Argument(help="What is to be removed.")],
    *,
    api: Api,
    key: Key,
    reason: Annotated[Because, typer.Option(help="Why.")],
    number: Annotated[
        int | None, typer.Option(min=1, help="Number of the comment or photo.", show_default=False)
    ] = None,
    explanation: Annotated[str | None, typer.Option("-m", help="More about it.", show_default=False)] = None,
) -> None:
    """Ask that a report, its text, a comment or a photo be taken out of the public's sight; a person answers.

    The key needs the scope `reports:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.client.v1_types import RemovalRequestIn  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "RemovalRequestOut":
        body = RemovalRequestIn(subject=subject.value, number=number, reason=reason.value, explanation=explanation)
        return await client.create_removal_request(reference, body)

    told = ask(api, key, work)
    out.print(f"{reference} {told.number}: {told.status}")


def removal(
    reference: Reference, number: Annotated[int, typer.Argument(min=1, help="Of the request.")], *, api: Api, key: Key
) -> None:
    """Read what became of a wish for removal.

    The key needs the scope `reports:write`. Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_words  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "RemovalRequestOut":
        return await report_words.wish(client, reference, number)

    told = ask(api, key, work)
    out.print(f"{reference} {told.number}: {told.status}  {told.answer or ''}".rstrip(), markup=False)


def erase(
    reference: Reference,
    *,
    api: Api,
    key: Key,
    reason: Annotated[Erasure, typer.Option(help="Why; it is all that the tombstone says.")],
) -> None:
    """Erase a report for good, with everything that people gave; a tombstone tells those who hold copies.

    The key needs the scope `reports:write`, and `reports:moderate` for what others have sent. Exit codes: 0 done, 1 the
    platform could not be reached or said no.
    """
    from plateforme.consumers.steward import report_words  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> None:
        await report_words.erase(client, reference, reason.value)

    ask(api, key, work)
    out.print(f"{reference}: erased")


def retention(
    *,
    api: Api,
    key: AnyKey = None,
    organization: Annotated[
        str | None, typer.Option(help="With the categories of this organization.", show_default=False)
    ] = None,
) -> None:
    """Read how long what people gave with a report is kept.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """

    async def work(client: "PlateformeV1") -> "ReportRetentionOut":
        return await client.get_report_retention(organization=organization)

    for rule in ask(api, key, work).rules:
        special = "".join(f", {each.category} {each.days}" for each in rule.categories)
        out.print(f"{rule.what}  {rule.days} days{special}  {rule.sentence}", markup=False)


VOICES: "Final[tuple[tuple[str, Callable[..., None]], ...]]" = (
    ("preview", preview),
    ("comment", comment),
    ("comments", comments),
    ("confirm", confirm),
    ("rewrite", rewrite),
    ("correct", correct),
    ("ask-removal", ask_removal),
    ("removal", removal),
    ("erase", erase),
    ("retention", retention),
)
"""The commands by their names, for whoever puts them in a group."""
