"""Whatever can go wrong with a report is said in French too, for those who ask for it by `Accept-Language`."""

import ast
import builtins
from collections.abc import Iterator
from pathlib import Path

import plateforme

DOMAINS = Path(plateforme.__file__).parent / "domains"
FILES = sorted([*DOMAINS.glob("reports/**/*.py"), *DOMAINS.glob("changes/**/*.py")])
PACKAGE = DOMAINS.parent
QUESTIONS = sorted([*PACKAGE.glob("kit/grammar/*.py"), PACKAGE / "api" / "filtering.py"])
"""What reads questions, of rows and of every list."""

FRENCH_AT = {"Detail": 4}
"""Where the French words stand, when they are given by place."""


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Calls that say what is wrong: of `Detail`, and of the parent of an error class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Detail":
            yield node, "Detail"
        if isinstance(node, ast.ClassDef) and not any(hasattr(builtins, ast.unparse(one)) for one in node.bases):
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__" and call.args:
                    yield call, node.name


def test_every_error_of_a_report_says_it_in_french() -> None:
    silent = [
        f"{path.relative_to(DOMAINS)}:{call.lineno} {name}"
        for path in FILES
        for call, name in calls(ast.parse(path.read_text()))
        if not any(keyword.arg in ("french", None) for keyword in call.keywords)
        and len(call.args) <= FRENCH_AT.get(name, 10)
    ]

    assert silent == []


def test_every_fault_of_a_question_is_said_in_french() -> None:
    silent = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in QUESTIONS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"BadValue", "Detail"}
        and not any(keyword.arg == "french" for keyword in node.keywords)
    ]

    assert silent == []
