"""Before the parser of CQL2: a text is cut into tokens, and what nests is taken apart.

The parser is a library in compiled code. On deep nesting it overflows its stack, which ends the process, and on an open
parenthesis it takes time that doubles with each one more. So it is never given either: each group between parentheses
is parsed alone, its inner groups replaced by names, and what would nest in another way is refused here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import cql2

from plateforme.kit.grammar.errors import BadValue

LENGTH_MAX: Final = 10_000
"""Characters."""

DEPTH_MAX: Final = 32
"""Groups within groups, and NOTs in a row."""

CALL_DEPTH_MAX: Final = 4
"""Parentheses within the call of a function; the deepest are those of `S_INTERSECTS(geometry, MULTIPOLYGON(((…`."""

PARAMETER: Final = "filter"
SHOWN: Final = "filter=population>=10000 AND (commune='Nantes' OR commune LIKE 'Saint-%')"

NAME, NUMBER = "\x01", "\x02"
"""What begins the name of a group, and a whole number kept as text because JSON numbers would round it."""

_TOKEN: Final = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<text>'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")*")
    |(?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w.]))
    |(?P<word>[^\W\d][\w.:]*)
    |(?P<sign><>|<=|>=|[=<>,()])""",
    re.VERBOSE | re.DOTALL,
)
_LONG: Final = re.compile(r"[+-]?[0-9]{16,}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_JOINS: Final = frozenset({"and", "or", "not"})
_COMPARES: Final = frozenset({"=", "<>", "<", "<=", ">", ">=", "is", "like", "in", "between"})


@dataclass
class _Group:
    """What stands between two parentheses, as far as it was read."""

    parts: list[str] = field(default_factory=list)
    nots: int = 0
    """NOTs in a row, up to here."""
    compares: int = 0
    """Comparisons since the last AND, OR or comma."""
    is_call: bool = False
    calls: int = 0
    """Parentheses of calls that are open around it."""


def parse(text: str) -> Any:
    """Give the tree of a CQL2 text, as CQL2 JSON."""
    if len(text) > LENGTH_MAX:
        raise BadValue(
            PARAMETER,
            f"a filter has {LENGTH_MAX} characters at most. Ask in several questions.",
            french=f"un filtre a {LENGTH_MAX} caractères au plus. Posez plusieurs questions.",
        )
    if _CONTROL.search(text):
        raise BadValue(
            PARAMETER,
            f"this holds a control character. Write text, such as {SHOWN}.",
            french=f"ceci contient un caractère de contrôle. Écrivez du texte, comme {SHOWN}.",
        )
    groups: dict[str, Any] = {}
    whole = _read(text, groups)
    return _put_back(_parsed(whole), groups)


def _read(text: str, groups: dict[str, Any]) -> str:
    """Parse the groups from the inside out; give what is left, in which each is a name."""
    open_: list[_Group] = [_Group()]
    position, before = 0, ""
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise _unreadable(position)
        position, kind, token = found.end(), str(found.lastgroup), found.group()
        if kind == "space":
            continue
        top = open_[-1]
        _watch(top, token.lower())
        if top.nots > DEPTH_MAX or len(open_) > DEPTH_MAX:
            raise BadValue(
                PARAMETER,
                f"groups and NOTs nest {DEPTH_MAX} deep at most. Say it with fewer.",
                french=f"groupes et NOT s’emboîtent sur {DEPTH_MAX} niveaux au plus. Dites-le avec moins.",
            )
        if token[0] in "+-" and not (before in _JOINS | _COMPARES or before in {"", "(", ","}):
            raise _unreadable(found.start())
        if token == "(":  # noqa: S105  # no password
            open_.append(_opened(top, before))
        elif token == ")":  # noqa: S105
            _close(open_, groups, found.start())
        else:
            top.parts.append(f"'{NUMBER}{token}'" if kind == "number" and _LONG.fullmatch(token) else token)
        before = token.lower()
    if len(open_) > 1:
        raise BadValue(
            PARAMETER,
            f"a parenthesis is not closed. Write it like {SHOWN}.",
            french=f"une parenthèse n’est pas fermée. Écrivez-le comme {SHOWN}.",
        )
    return " ".join(open_[0].parts)


def _watch(top: _Group, word: str) -> None:
    """Refuse a comparison of a comparison, which nests without a parenthesis."""
    top.nots = top.nots + 1 if word == "not" else 0
    if word in _COMPARES:
        top.compares += 1
        if top.compares > 1:
            raise BadValue(
                PARAMETER,
                f"between AND and OR stands one comparison. Write it like {SHOWN}.",
                french=f"entre AND et OR se tient une seule comparaison. Écrivez-le comme {SHOWN}.",
            )
    elif word in {"and", "or", ","}:
        top.compares = 0


def _opened(top: _Group, before: str) -> _Group:
    is_group = not top.is_call and (before in _JOINS or not top.parts)
    if is_group:
        return _Group()
    inner = _Group(is_call=True, calls=top.calls + 1)
    if inner.calls > CALL_DEPTH_MAX:
        raise BadValue(
            PARAMETER,
            f"a function holds {CALL_DEPTH_MAX} levels of parentheses at most.",
            french=f"une fonction a {CALL_DEPTH_MAX} niveaux de parenthèses au plus.",
        )
    return inner


def _close(open_: list[_Group], groups: dict[str, Any], position: int) -> None:
    if len(open_) == 1:
        raise _unreadable(position)
    inner = open_.pop()
    said = " ".join(inner.parts)
    if inner.is_call:
        open_[-1].parts.append(f"({said})")
        return
    name = f"{NAME}{len(groups)}"
    groups[name] = _put_back(_parsed(said), groups)
    open_[-1].parts.append(f'"{name}"')


def _parsed(flat: str) -> Any:
    try:
        return cql2.parse_text(flat).to_json()
    except Exception as error:  # the library's errors have no common class
        raise BadValue(
            PARAMETER,
            f"this is no CQL2 text. Write it like {SHOWN}.",
            french=f"ce n’est pas un texte CQL2. Écrivez-le comme {SHOWN}.",
        ) from error


def _put_back(tree: Any, groups: Mapping[str, Any]) -> Any:
    """Put groups where their names are."""
    if isinstance(tree, Mapping):
        name = tree.get("property")
        if isinstance(name, str) and name in groups:
            return groups[name]
        return {key: _put_back(each, groups) for key, each in tree.items()}
    if isinstance(tree, list):
        return [_put_back(each, groups) for each in tree]
    return tree


def _unreadable(position: int) -> BadValue:
    return BadValue(
        PARAMETER,
        f"character {position + 1} is not understood. Arithmetic and comments are not supported; texts stand between "
        f"single quotes. Write it like {SHOWN}.",
        french=f"le caractère {position + 1} n’est pas compris. Ni calculs ni commentaires ; les textes sont entre "
        f"apostrophes simples. Écrivez-le comme {SHOWN}.",
    )
