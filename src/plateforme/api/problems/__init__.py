"""Errors on the wire: problem+json on every path, built once so that no route ever thinks of it."""

from plateforme.api.problems.answers import MEDIA_TYPE, ProblemResponse, answer, base_url, request_id
from plateforme.api.problems.catalogue import HTTP_PROBLEMS, STATUS, Problem, catalogue, status_of
from plateforme.api.problems.document import problems
from plateforme.api.problems.handlers import answer_error, install

__all__ = [
    "HTTP_PROBLEMS",
    "MEDIA_TYPE",
    "STATUS",
    "Problem",
    "ProblemResponse",
    "answer",
    "answer_error",
    "base_url",
    "catalogue",
    "install",
    "problems",
    "request_id",
    "status_of",
]
