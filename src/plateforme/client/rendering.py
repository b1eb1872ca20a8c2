"""The Python text of the client's methods: signatures, docstrings, calls, wrapped to the width of the project."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import replace

from plateforme.client.operations import Operation, Parameter, quoted

WIDTH = 120
ITERATION_PAGE = 200


def methods(operation: Operation) -> Iterable[str]:
    """The method of an operation, and its twin for lists."""
    if operation.is_download:
        yield _download(operation)
        return
    yield _call(operation)
    if operation.iterator:
        yield _iteration(operation)


def _call(operation: Operation) -> str:
    answer = operation.answer or "None"
    call = [quoted(operation.method), _path(operation), answer if operation.answer else "type(None)"]
    call += _maps(operation)
    if operation.body:
        call.append("body=body")
        if operation.body_type != "application/json":
            call.append(f"body_type={quoted(operation.body_type)}")
    call_text = f"await self._transport.call({', '.join(call)})"
    return _method(operation, operation.name, answer, f"return {call_text}", is_async=True)


def _iteration(operation: Operation) -> str:
    query = [_page_size(one) for one in operation.query if one.name not in {"cursor", "count"}]
    call = [_path(operation), str(operation.item), *_query(query, operation)]
    text = f"return self._transport.items({', '.join(call)})"
    doc = f"Go through {operation.name}, page after page: every item once."
    return _method(operation, str(operation.iterator), f"AsyncIterator[{operation.item}]", text, query=query, doc=doc)


def _download(operation: Operation) -> str:
    call = [_path(operation), *_query(operation.query, operation)]
    text = f"return self._transport.stream({', '.join(call)})"
    return _method(operation, operation.name, "AsyncIterator[bytes]", text)


def _method(
    operation: Operation,
    name: str,
    answer: str,
    code: str,
    *,
    query: Iterable[Parameter] | None = None,
    doc: str | None = None,
    is_async: bool = False,
) -> str:
    keyword = [*(operation.query if query is None else query), *operation.headers, *operation.form]
    arguments = ["self", *(f"{one.python}: {one.type}" for one in operation.variables)]
    arguments += [f"body: {operation.body}"] if operation.body else []
    arguments += ["*"] if keyword else []
    arguments += [f"{one.python}: {one.type}{one.default}" for one in keyword]
    arguments += ["**filters: Any"] if operation.has_free_query else []
    start = f"    {'async ' if is_async else ''}def {name}("
    signature = f"{start}{', '.join(arguments)}) -> {answer}:"
    if len(signature) > WIDTH:
        signature = f"{start}\n" + "".join(f"        {one},\n" for one in arguments) + f"    ) -> {answer}:"
    text = doc or _caption(operation)
    return f"{signature}\n{docstring(text, ' ' * 8)}\n{_wrapped(code)}\n"


def _page_size(one: Parameter) -> Parameter:
    """Whoever goes through everything is served best by large pages."""
    return replace(one, type="int", default=f" = {ITERATION_PAGE}") if one.name == "limit" else one


def _caption(operation: Operation) -> str:
    """Summary and description; a summary that the name or the description says already is left out."""
    summary = operation.summary.rstrip(".")
    says_nothing = summary.lower().replace(" ", "_") == operation.name or operation.description.startswith(summary)
    return "\n\n".join(one for one in ("" if says_nothing else f"{summary}.", operation.description) if one)


def _maps(operation: Operation) -> list[str]:
    maps = _query(operation.query, operation)
    if operation.headers:
        maps.append(f"headers={{{', '.join(_header(one) for one in operation.headers)}}}")
    if operation.form:
        maps.append(f"form={{{', '.join(f'{quoted(one.name)}: {one.python}' for one in operation.form)}}}")
    return maps


def _query(parameters: Iterable[Parameter], operation: Operation) -> list[str]:
    entries = [f"{quoted(one.name)}: {one.python}" for one in parameters]
    entries += ["**filters"] if operation.has_free_query else []
    return [f"query={{{', '.join(entries)}}}"] if entries else []


def _header(one: Parameter) -> str:
    # a POST that may be sent twice under one key is safe to repeat: draw a key when the caller has none
    drawn = " or new_key()" if one.name.lower() == "idempotency-key" else ""
    return f"{quoted(one.name)}: {one.python}{drawn}"


def _path(operation: Operation) -> str:
    if not operation.variables:
        return quoted(operation.path)
    return f"at({', '.join([quoted(operation.path), *(f'{one.name}={one.python}' for one in operation.variables)])})"


def _wrapped(code: str) -> str:
    """A statement with one argument per line when it is too long for one."""
    indent = " " * 8
    if len(indent + code) <= WIDTH:
        return indent + code
    start, _, inner = code.partition("(")
    parts = _split(inner.removesuffix(")"))
    return f"{indent}{start}(\n" + "".join(f"{_part(one, indent)},\n" for one in parts) + f"{indent})"


def _part(text: str, indent: str) -> str:
    if len(indent) + 5 + len(text) <= WIDTH or "={" not in text:
        return f"{indent}    {text}"
    start, _, inner = text.partition("{")
    entries = "".join(f"{indent}        {one},\n" for one in _split(inner.removesuffix("}")))
    return f"{indent}    {start}{{\n{entries}{indent}    }}"


def _split(text: str) -> list[str]:
    """Split at the commas that are inside no bracket."""
    parts, depth, current = [], 0, ""
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += character
    return [*parts, current.strip()]


def docstring(text: str, indent: str) -> str:
    """A docstring, indented and wrapped."""
    safe = text.strip().replace("\\", "\\\\").replace('"""', "'''")
    paragraphs = [_filled(one, WIDTH - len(indent)) for one in _paragraphs(safe)]
    body = textwrap.indent("\n\n".join(paragraphs), indent).strip()
    end = f"\n{indent}" if "\n" in body or len(indent) + len(body) + 6 > WIDTH else ""
    return f'{indent}"""{body}{end}"""'


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text; a block of code is one, blank lines and all."""
    for piece in re.split(r"(^```.*?^```$)", text, flags=re.DOTALL | re.MULTILINE):
        if piece.startswith("```"):
            yield piece
        else:
            yield from filter(None, (one.strip("\n") for one in re.split(r"\n\s*\n", piece)))


def _filled(paragraph: str, width: int) -> str:
    """A paragraph as wide as fits; lists, tables and code stay as they are."""
    if paragraph.lstrip().startswith(("-", "|", "*", "```")):
        return paragraph.strip()
    words = " ".join(paragraph.split())
    return "\n".join(textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False))


def code_of(text: str) -> str:
    """The text without its docstrings."""
    return re.sub(r'""".*?"""', "", text, flags=re.DOTALL)
