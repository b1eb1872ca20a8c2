"""Writes the client of an API from its OpenAPI document: types, one method per operation, one exception per problem.

The result depends on the document alone, so that a test can tell whether the committed client is fresh. Only
developers run this: `datamodel-code-generator` is no dependency of the client itself.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from plateforme.client.operations import class_name, form_schemas, operations
from plateforme.client.preparing import inline_values, open_answers, type_schemas
from plateforme.client.rendering import code_of, docstring, methods

ERROR_SCHEMAS = frozenset({"Problem", "ProblemDetail"})
NOTICE = "Generated from the OpenAPI document by `plateforme client`: do not edit, change the API and run it again."


def emit(document: Mapping[str, Any], *, name: str = "v1") -> dict[str, str]:
    """The files of the client, by name: `v1_types.py` and `v1.py`."""
    inlined = open_answers(inline_values(document))
    return {f"{name}_types.py": _emit_types(inlined), f"{name}.py": _emit_client(inlined, name=name)}


def _emit_types(document: Mapping[str, Any]) -> str:
    """One class per schema of the document, errors and forms apart."""
    # a development tool: whoever merely calls the API does not have it
    from datamodel_code_generator import InputFileType, LiteralType, PythonVersion, generate  # noqa: PLC0415
    from datamodel_code_generator.enums import DataModelType  # noqa: PLC0415
    from datamodel_code_generator.format import Formatter  # noqa: PLC0415

    left_out = ERROR_SCHEMAS | form_schemas(document)
    schemas = {name: one for name, one in document["components"]["schemas"].items() if name not in left_out}
    types = {
        "openapi": "3.1.0",
        "info": document["info"],
        "paths": {},
        "components": {"schemas": type_schemas(schemas)},
    }
    text = generate(
        types,
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        base_class="plateforme.client.answers.Answer",
        target_python_version=PythonVersion.PY_311,
        enum_field_as_literal=LiteralType.All,
        strict_nullable=True,
        use_annotated=True,
        use_double_quotes=True,
        use_schema_description=True,
        use_field_description=True,
        use_standard_collections=True,
        use_union_operator=True,
        wrap_string_literal=False,
        disable_timestamp=True,
        disable_future_imports=True,
        custom_file_header=f'"""The types of the API.\n\n{NOTICE}\n"""',
        formatters=[Formatter.BUILTIN],
    )
    return str(text).rstrip("\n") + "\n"


def _emit_client(document: Mapping[str, Any], *, name: str) -> str:
    """The client class and the exceptions."""
    server = urlsplit(str((document.get("servers") or [{"url": ""}])[0]["url"])).path.rstrip("/") or f"/{name}"
    text = "\n".join(method for one in operations(document) for method in methods(one))
    used = set(re.findall(r"\b[A-Za-z]\w+\b", code_of(text)))
    types = sorted({class_name(schema) for schema in document["components"]["schemas"]} & used)
    head = _HEAD.format(
        notice=NOTICE,
        title=document["info"]["title"],
        imports=_imports(used),
        types="".join(f"    {one},\n" for one in types),
        name=name,
        suffix=name.upper(),
        errors=_errors(document),
        server=server,
    )
    return head + text


def _imports(used: set[str]) -> str:
    """What the methods need of the standard library."""
    lines = []
    for module, always, names in (
        ("collections.abc", {"Mapping"}, {"AsyncIterator"}),
        ("datetime", set(), {"date", "datetime"}),
        ("pathlib", set(), {"Path"}),
        ("types", {"TracebackType"}, set()),
        ("typing", {"Self"}, {"Any", "Literal"}),
    ):
        wanted = sorted(always | (names & used))
        lines += [f"from {module} import {', '.join(wanted)}"] if wanted else []
    return "\n".join(lines)


def _errors(document: Mapping[str, Any]) -> str:
    """One exception per published code, and the table that finds it."""
    schemas = {class_name(schema) for schema in document["components"]["schemas"]}
    classes, table = [], []
    for code, problem in sorted(document.get("x-problems", {}).items()):
        named = class_name(code)
        named = f"{named}Problem" if named in schemas else named
        text = docstring(problem.get("description") or problem["title"], "    ")
        classes.append(f'class {named}(ProblemError):\n{text}\n\n    known_code = "{code}"\n\n\n')
        table.append(f'    "{code}": {named},\n')
    return "".join(classes) + f"PROBLEMS: Mapping[str, type[ProblemError]] = {{\n{''.join(table)}}}\n"


_HEAD = '''"""The client of {title}: one method per operation, one exception per problem.

{notice}
"""

{imports}

from plateforme.client.errors import ProblemError
from plateforme.client.retrying import Retries
from plateforme.client.transport import Network, Transport, at, new_key
from plateforme.client.{name}_types import (
{types})


{errors}

class Plateforme{suffix}:
    """The platform, as anyone with its address may use it; a key opens what needs one.

        async with Plateforme{suffix}("https://data.example.org", key="plf_…") as api:
            async for dataset in api.iter_datasets(q="budget"):
                print(dataset.title)

    `transport` replaces the network, for tests.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        *,
        transport: Network | None = None,
        timeout: float = 60.0,
        retries: Retries | None = None,
    ) -> None:
        """`base_url` is the address of the platform, with or without `{server}`."""
        self._transport = Transport(
            base_url, key=key, prefix="{server}", problems=PROBLEMS, network=transport, timeout=timeout, retries=retries
        )

    async def __aenter__(self) -> Self:
        """Be ready."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the connections back."""
        await self._transport.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._transport.close()

'''
