"""One request, one transaction, committed at the edge (decision 0004); time comes in as an argument."""

import ast

EDGES = {"src/plateforme/kit/db.py"}
DATES = {"now", "utcnow", "today"}
SECONDS = {"time", "time_ns", "localtime", "gmtime"}  # measuring a duration (monotonic) is another matter


def calls(root, path):
    for node in ast.walk(ast.parse((root / path).read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, ast.unparse(node.func.value)


def test_nothing_but_the_database_commits(root, sources):
    committing = {
        path.as_posix() for path in sources for name, _ in calls(root, path) if name in {"commit", "rollback"}
    }

    assert committing - EDGES == set()


def test_domains_never_read_the_clock(root, sources):
    reading = {
        f"{path.as_posix()}: {owner}.{name}"
        for path in sources
        if "domains" in path.parts
        for name, owner in calls(root, path)
        if (name in DATES and owner.split(".")[-1] in {"datetime", "date"}) or (name in SECONDS and owner == "time")
    }

    assert reading == set()
