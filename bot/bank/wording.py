"""Pydantic's complaints as plain sentences with a place and a mend."""

from __future__ import annotations

import difflib
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args

from pydantic import BaseModel

from bot.bank import fields, schema
from bot.bank.source import UNCLEAR, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

Loc = tuple[str | int, ...]


class Finding(NamedTuple):
    """Something wrong at a place inside an item or file."""

    loc: Loc
    problem: str
    mend: str
    code: str = "E001"
    """The rule that is broken; E001 is the form of the files."""


_QUOTED: Final = 40
_EXPLAINING: Final = frozenset({"why", "explanation", "references"})
_SIZES: Final = frozenset({"string_too_short", "string_too_long", "too_short", "too_long"})
_MAPPING: Final = "write keys with their values"
_KINDS: Final = {
    "string_type": ("text", "write text, in quotes if it looks like anything else"),
    "bool_type": ("true or false", "write true or false, without quotes"),
    "int_type": ("a whole number", "write digits alone, without quotes"),
    "int_from_float": ("a whole number", "write digits alone, without quotes"),
    "float_type": ("a number", "write a plain number such as 1000, 0.5 or 7e9, without quotes"),
    "date_type": ("a date", "write it as 2026-11-22, without quotes"),
    "list_type": ("a list", "write one line per entry, each starting with a hyphen"),
    "model_type": ("a mapping of keys", _MAPPING),
    "model_attributes_type": ("a mapping of keys", _MAPPING),
    "dict_type": ("a mapping of keys", _MAPPING),
}
_PATTERNS: Final = {
    fields.ID_PATTERN: "small letters, digits and single hyphens, such as tfm-scale-01",
    fields.OPTION_ID_PATTERN: "up to 8 small letters or digits, such as a",
    fields.URL_PATTERN: "a link that starts with https:// and has no spaces",
    fields.SCRIPT_PATTERN: "a path such as checks/attn_scale.py",
    fields.WAIVER_PATTERN: "a code such as W101",
    fields.WORD_PATTERN: "one word, such as python",
    fields.LANGUAGE_PATTERN: "two small letters, such as en",
}


def word(error: ErrorDetails, model: type[BaseModel], root: Node) -> Finding | None:
    """Return a validation error in plain words; None when it was already reported elsewhere.

    Args:
        error: one of `ValidationError.errors()`.
        model: the model that was validated.
        root: the node that was validated.
    """
    loc = real_loc(error["loc"], root)
    if error["type"] == "missing":
        return _missing(loc, model)
    if error["type"] == "extra_forbidden":
        return _unknown(loc, model)
    node = find(root, loc)
    if node.value is None or (node.value is UNCLEAR and node.raw is None):
        return None  # noted when the file was parsed
    problem, mend = _value(label(loc), loc, node, error)
    about = _description(model, loc)
    if mend == _MAPPING and "{" in about:
        mend = f"{mend}: {about}"
    return Finding(loc, problem, mend or about, _code_of(loc, error["type"]))


def _code_of(loc: Loc, kind: str) -> str:
    """Return the rule that a value of the right kind breaks at a place of a question."""
    if loc[:1] in {("rubric",), ("model_answer",)} and kind in _SIZES:
        return "E051"
    if kind in {"string_too_short", "too_short"} and str(loc[-1]) in _EXPLAINING:
        return "E020"
    return "E040" if kind == "string_too_long" else "E001"


def _value(name: str, loc: Loc, node: Node, error: ErrorDetails) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx", {})
    if kind in _KINDS:
        return _wrong_kind(name, loc, node, *_KINDS[kind])
    if kind == "literal_error":
        return _not_among(name, node, _choices(context))
    if kind.startswith("union_tag"):
        return f"{name} has no `kind` Viva knows", "write kind: python or kind: run"
    if kind == "string_pattern_mismatch":
        form = _PATTERNS[context["pattern"]]
        return f"{name} is {shown(node)}, which is not of the right form", f"write {form}"
    return _bounds(name, kind, context, node.value)


def real_loc(loc: Sequence[str | int], root: Node) -> Loc:
    """Drop what pydantic adds to a place (the tags of unions) and the file does not have."""
    found: list[str | int] = []
    node = root
    for index, part in enumerate(loc):
        child = node.child(part)
        if child is not None or index == len(loc) - 1:
            found.append(part)
        node = child or node
    return tuple(found)


def find(root: Node, loc: Loc) -> Node:
    """Return the node at a place, or the innermost one around it."""
    node = root
    for part in loc:
        node = node.child(part) or node
    return node


def line_of(root: Node, loc: Loc) -> int:
    """Return the 1-based line of the key or entry at a place, or of the nearest thing around."""
    line, node = root.line, root
    for part in loc:
        child = node.child(part)
        line = node.key_lines.get(str(part), child.line if child else line)
        if child is None:
            break
        node = child
    return line


def label(loc: Loc) -> str:
    """Return a place in words: `why` in entry 2 of `options`."""
    names: list[str] = []
    entry = 0
    words = ""
    for part in loc:
        if isinstance(part, int):
            entry = part + 1
            words = f"entry {entry} of `{'.'.join(names)}`" + (f" in {words}" if words else "")
            names = []
        else:
            names.append(part)
    if not names:
        return words or "the file"
    return f"`{'.'.join(names)}`" + (f" in {words}" if words else "")


def shown(node: Node) -> str:
    """Return a value as a sentence can quote it."""
    if isinstance(node.value, list):
        return "a list"
    if isinstance(node.value, dict):
        return "a mapping of keys"
    text = node.raw if node.raw is not None else str(node.value)
    return cut(text) if node.raw is not None else f'"{cut(text)}"'


def cut(text: str) -> str:
    """Return a text short enough to be quoted in a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED]}..."


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the name that was probably meant, or an empty string."""
    close = difflib.get_close_matches(name[:_QUOTED], list(names), n=1, cutoff=0.6)
    return close[0] if close else ""


def _missing(loc: Loc, model: type[BaseModel]) -> Finding:
    what = _description(model, loc)
    code = "E020" if loc and loc[-1] in _EXPLAINING else "E001"
    return Finding(loc, f"{label(loc)} is missing", f"add it: {what}" if what else "add it", code)


def _unknown(loc: Loc, model: type[BaseModel]) -> Finding:
    name = str(loc[-1])
    types = [
        key for key, other in schema.MODELS.items() if name in _fields(_owners(other, loc[:-1]))
    ]
    if types and model in schema.MODELS.values():
        return Finding(
            loc,
            f"{label(loc)} does not belong to this type of question",
            f"remove it (it belongs to {', '.join(types)}), or change the type",
        )
    known = list(_fields(_owners(model, loc[:-1])))
    meant = nearest(name, known)
    mend = f"did you mean `{meant}`?" if meant else f"remove it; known are {', '.join(known)}"
    return Finding(loc, f"{label(loc)} is not a key Viva knows", mend)


def _wrong_kind(name: str, loc: Loc, node: Node, wanted: str, mend: str) -> tuple[str, str]:
    reading = _reading(node) if wanted == "text" or node.value is UNCLEAR else ""
    problem = f"{name} is {shown(node)}{reading}, but {wanted} belongs here"
    if wanted == "text" and node.raw is not None:
        key = f"{loc[-1]}: " if loc and isinstance(loc[-1], str) else ""
        mend = f'put it in quotes: {key}"{cut(node.raw)}"'
    return problem, mend


def _reading(node: Node) -> str:
    if node.raw is None:
        return ""
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "true or false"),
        (int, "a number"),
        (float, "a number"),
        (date, "a date"),
    )
    for kind, phrase in kinds:
        if isinstance(node.value, kind):
            return f" without quotes, which is read as {phrase}"
    return " without quotes, which YAML may read as something else" * (node.value is UNCLEAR)


def _not_among(name: str, node: Node, choices: Sequence[str]) -> tuple[str, str]:
    problem = f"{name} is {shown(node)}, which is not one of the choices"
    if meant := nearest(str(node.value), choices):
        return problem, f"did you mean {meant}?"
    return problem, _one_of(choices) if len(choices) > 1 else f"write {choices[0]}"


def _one_of(choices: Sequence[str]) -> str:
    return f"write one of {', '.join(choices)}"


def _choices(context: Mapping[str, Any]) -> list[str]:
    text = str(context.get("expected", ""))
    return [part.strip().strip("'") for part in text.replace(" or ", ",").split(",")]


def _bounds(name: str, kind: str, context: Mapping[str, Any], value: object) -> tuple[str, str]:
    value = value.strip() if isinstance(value, str) else value
    size = len(value) if isinstance(value, str | list) else value
    most, least = context.get("max_length"), context.get("min_length")
    if kind == "string_too_long":
        return f"{name} has {size} characters; at most {most} fit", "shorten it"
    if kind == "string_too_short":
        small = "is empty" if not size else f"has {size} characters; at least {least} are needed"
        return f"{name} {small}", "write more" if size else "write it"
    if kind == "too_long":
        return f"{name} has {size} entries; at most {most} are allowed", "remove some"
    if kind == "too_short":
        return f"{name} has {size} entries; at least {least} are needed", "add some"
    for key, phrase in (("ge", "at least"), ("le", "at most"), ("gt", "more than")):
        if key in context:
            return f"{name} is {size}, but it must be {phrase} {context[key]:g}", ""
    return f"{name} is {cut(str(value))}, which does not belong here", "write what fits"


def _description(model: type[BaseModel], loc: Loc) -> str:
    field = _fields(_owners(model, loc[:-1])).get(str(loc[-1])) if loc else None
    return (field.description or "") if field else ""


def _fields(models: Iterable[type[BaseModel]]) -> dict[str, FieldInfo]:
    """Return the fields of models by the names that files use."""
    return {
        field.alias or name: field for model in models for name, field in model.model_fields.items()
    }


def _owners(model: type[BaseModel], loc: Loc) -> list[type[BaseModel]]:
    """Return the models that the mapping at a place may be of."""
    owners = [model]
    for part in loc:
        if isinstance(part, str):
            field = _fields(owners).get(part)
            owners = list(_models_in(field.annotation)) if field else []
    return owners


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
