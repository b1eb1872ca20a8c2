"""What can go wrong when an organization settles categories, teams, places and routing for its reports."""

from collections.abc import Sequence

from plateforme.kit.errors import BadQuery, Conflict, Detail, Invalid, Missing, Refused


class ReportCategoryNotFound(Missing):
    """No category has this code here."""

    code = "report_category_not_found"
    title = "Category not found"

    def __init__(self) -> None:
        """Say where to look."""
        super().__init__(
            "There is no category with this code here. GET /v1/report-categories lists those that exist; with "
            "`organization`, those of one organization.",
            french="Aucune catégorie ne porte ce code ici. GET /v1/report-categories donne celles qui existent ; avec "
            "`organization`, celles d’une organisation.",
        )


class ReportCategoryInvalid(Invalid):
    """A term of the category breaks a rule."""

    code = "report_category_invalid"
    title = "Invalid category"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per term."""
        super().__init__(
            "The category was not accepted; each entry of errors says what to mend.",
            errors=errors,
            french="La catégorie n’a pas été acceptée ; chaque entrée de errors dit quoi corriger.",
        )


class ReportTeamNotFound(Missing):
    """The organization has no such team."""

    code = "report_team_not_found"
    title = "Team not found"

    def __init__(self, organization: str) -> None:
        """Say where to look."""
        address = f"GET /v1/organizations/{organization}/report-teams"
        super().__init__(
            f"{organization} has no team of this name. {address} lists its teams.",
            french=f"{organization} n’a pas d’équipe de ce nom. {address} donne ses équipes.",
        )


class ReportTeamInvalid(Invalid):
    """A field of the team breaks a rule."""

    code = "report_team_invalid"
    title = "Invalid team"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per field."""
        super().__init__(
            "The team was not accepted; each entry of errors says what to mend.",
            errors=errors,
            french="L’équipe n’a pas été acceptée ; chaque entrée de errors dit quoi corriger.",
        )


class NotYourTeam(Refused):
    """The report is another team's, and the caller acts for its own teams only."""

    code = "not_your_team"
    title = "Another team's"

    def __init__(self, reference: str, team: str) -> None:
        """Name the team that has the report."""
        super().__init__(
            f"Report {reference} is assigned to the team {team}, and this key acts for other teams. Ask {team}, or "
            "have the report assigned to your team first.",
            french=f"Le signalement {reference} est confié à l’équipe {team}, et cette clé agit pour d’autres équipes. "
            f"Adressez-vous à {team}, ou faites d’abord confier le signalement à votre équipe.",
            extra={"team": team},
        )


class ReportCoverageNotFound(Missing):
    """The organization has settled no such place."""

    code = "report_coverage_not_found"
    title = "Coverage not found"

    def __init__(self, organization: str) -> None:
        """Say where to look."""
        address = f"GET /v1/organizations/{organization}/report-coverages"
        super().__init__(
            f"{organization} has no coverage of this name. {address} lists those that exist.",
            french=f"{organization} n’a pas de couverture de ce nom. {address} donne celles qui existent.",
        )


class ReportCoverageInvalid(Invalid):
    """The coverage cannot be read, or says nothing."""

    code = "report_coverage_invalid"
    title = "Invalid coverage"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per field."""
        super().__init__(
            "The coverage was not accepted; each entry of errors says what to mend.",
            errors=errors,
            french="La couverture n’a pas été acceptée ; chaque entrée de errors dit quoi corriger.",
        )


class ReportRoutingInvalid(Invalid):
    """A rule cannot be read, or names what does not exist."""

    code = "report_routing_invalid"
    title = "Invalid routing"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per rule."""
        super().__init__(
            "The routing was not accepted; each entry of errors says what to mend.",
            errors=errors,
            french="Le routage n’a pas été accepté ; chaque entrée de errors dit quoi corriger.",
        )


class BadPlace(BadQuery):
    """The question lacks half of a place, or names one that is not on Earth."""

    code = "bad_place"
    title = "Unusable place"

    def __init__(self, errors: Sequence[Detail]) -> None:
        """Carry one precise fault per parameter."""
        super().__init__(
            "The place cannot be read; each entry of errors says what to mend.",
            errors=errors,
            french="Le lieu ne peut pas être lu ; chaque entrée de errors dit quoi corriger.",
        )


class SettledMeanwhile(Conflict):
    """Somebody else has just made the same thing."""

    code = "settled_meanwhile"
    title = "Made in the meantime"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__(
            "Another request has just made this. Read it, and send your change again with its ETag in If-Match.",
            french="Une autre requête vient de créer ceci. Lisez-le, puis renvoyez votre modification avec son ETag "
            "dans If-Match.",
        )
