"""Modules are named for the work they do."""

import ast

EMPTY_WORDS = {"service", "services", "utils", "helpers", "common", "manager", "misc", "models", "schemas", "base"}


def test_no_module_has_a_name_that_says_nothing(sources):
    assert [path for path in sources if EMPTY_WORDS & {path.stem, *path.parts[2:-1]} - {"services"}] == []


def test_only_a_resource_of_the_contract_is_called_services(sources):
    # `/v1/services` is the path's word; in the code the domain is public_services
    called = {path.parent.as_posix() for path in sources if "services" in path.parts}

    assert called <= {"src/plateforme/api/v1/services"}


def test_every_module_says_what_lives_in_it(root, sources):
    silent = [path for path in sources if not ast.get_docstring(ast.parse((root / path).read_text()))]

    assert silent == []


def test_table_and_route_modules_keep_their_annotations_as_they_are(root, sources):
    # SQLModel and FastAPI read annotations at run time
    postponed = [
        path
        for path in sources
        if path.name in {"tables.py", "routes.py", "wire.py"}
        and "from __future__ import annotations" in (root / path).read_text()
    ]

    assert postponed == []
