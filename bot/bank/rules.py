"""Rules of the bank that reach past a single field: what would make an item unplayable.

They read the plain data, so that they speak even when another field of the item is wrong. The rest
of the lint (style, likeness, statistics, coverage: `bot.bank.lint`) is not part of loading.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from bot.bank.fields import CODE_COLUMNS, CODE_LINES, LINE_LIMIT
from bot.bank.schema import OPTION_COUNTS
from bot.bank.wording import Finding, Loc, cut, nearest
from bot.domain.units import ratio, readings
from bot.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.bank.bank import Topic

Data = dict[str, Any]

_LEAST_KEYS: Final = 2
REVEAL_LIMIT: Final = 3500
"""Characters of everything a reveal shows; Discord shows 4,000 in a message of components."""

_OF_THE_ABOVE: Final = re.compile(
    r"\b(?:all|none|both|neither|any) (?:of )?(?:the |these )?above\b", re.IGNORECASE
)
_NESTED_REPEAT: Final = re.compile(r"\((?:[^()\\]|\\.)*(?<!\\)[*+}](?:[^()\\]|\\.)*\)[*+{]")


def item_findings(item: Data, topics: Mapping[str, Topic]) -> Iterator[Finding]:
    """Yield what is wrong with an item (merged with its file's defaults)."""
    yield from _topic(item, topics)
    kind = item.get("type")
    if isinstance(kind, str) and kind in OPTION_COUNTS:
        yield from _options(kind, _dicts(item.get("options")), item.get("options"))
    if isinstance(code := item.get("code"), dict):
        yield from _code(code)
    if isinstance(answer := item.get("answer"), dict):
        yield from (*_numeric(answer), *_units(answer)) if kind == "numeric" else ()
        yield from _short(answer) if kind == "short" else ()
    yield from _check(item)
    yield from _reveal(item)


def _topic(item: Data, topics: Mapping[str, Topic]) -> Iterator[Finding]:
    name, subtopic = item.get("topic"), item.get("subtopic")
    if not topics or not isinstance(name, str):
        return
    topic = topics.get(name)
    if topic is None:
        yield Finding(("topic",), f'there is no topic "{cut(name)}"', _choose(name, topics))
    elif isinstance(subtopic, str) and topic.subtopics and subtopic not in topic.subtopics:
        yield Finding(
            ("subtopic",),
            f'the topic {name} has no subtopic "{cut(subtopic)}"',
            _choose(subtopic, topic.subtopics),
        )


def _choose(name: str, names: Mapping[str, Topic] | Sequence[str]) -> str:
    meant = nearest(name, names)
    return (
        f"did you mean {meant}?" if meant else f"add it to topics.yaml, or use {', '.join(names)}"
    )


def _options(kind: str, options: list[Data], written: object) -> Iterator[Finding]:
    if not isinstance(written, list) or len(options) != len(written):
        return  # the schema says what is wrong
    least, most = OPTION_COUNTS[kind]
    if not least <= len(options) <= most:
        wanted = "exactly 2" if least == most else f"{least} to {most}"
        yield Finding(
            ("options",),
            f"there are {len(options)} options; {wanted} belong here",
            "add or remove options",
            "E012",
        )
    yield from _keys(kind, options)
    yield from _alike(options)
    for index, option in enumerate(options):
        if isinstance(text := option.get("text"), str) and _OF_THE_ABOVE.search(text):
            yield Finding(
                ("options", index, "text"),
                "the option refers to the other options, whose order is drawn",
                "name what is meant, or ask it as a `multiple` question",
                "E021",
            )


def _keys(kind: str, options: list[Data]) -> Iterator[Finding]:
    if kind == "order":
        return  # the order they are written in is the key
    keys = sum(option.get("correct") is True for option in options)
    if kind != "multiple" and keys != 1:
        yield Finding(
            ("options",),
            f"{keys} options are correct; a {kind} question has exactly one",
            "mark one option with `correct: true`",
            "E010",
        )
    if kind == "multiple" and not _LEAST_KEYS <= keys < max(len(options), _LEAST_KEYS + 1):
        yield Finding(
            ("options",),
            f"{keys} of {len(options)} options are correct; 2 or more, but not all, must be",
            "mark the right ones with `correct: true`",
            "E011",
        )


def _alike(options: list[Data]) -> Iterator[Finding]:
    for field, code in (("id", "E001"), ("text", "E031")):
        seen: dict[str, int] = {}
        for index, option in enumerate(options):
            value = option.get(field)
            if not isinstance(value, str):
                continue
            key = " ".join(value.split()).casefold().rstrip(".")
            if key in seen:
                yield Finding(
                    ("options", index, field),
                    f"the `{field}` equals that of entry {seen[key] + 1}",
                    "make them differ",
                    code,
                )
            seen.setdefault(key, index)


def _code(code: Data) -> Iterator[Finding]:
    source = code.get("source")
    if not isinstance(source, str):
        return
    lines = source.rstrip().expandtabs(4).split("\n")
    longest = max(map(len, lines))
    if len(lines) > CODE_LINES:
        yield Finding(
            ("code", "source"),
            f"the listing has {len(lines)} lines; {CODE_LINES} fit",
            "shorten it",
            "E040",
        )
    if longest > CODE_COLUMNS:
        yield Finding(
            ("code", "source"),
            f"a line of the listing has {longest} columns; {CODE_COLUMNS} fit on a phone",
            "break the line",
            "E040",
        )
    if "```" in source:
        yield Finding(
            ("code", "source"),
            "the listing holds ```, which would end its block",
            "write it apart",
            "E040",
        )


def _numeric(answer: Data) -> Iterator[Finding]:
    tolerance = answer.get("tolerance")
    if not isinstance(tolerance, dict):
        return
    given = [key for key in ("relative", "absolute") if key in tolerance]
    if len(given) != 1:
        yield Finding(
            ("answer", "tolerance"),
            f"{'both' if given else 'neither'} of relative and absolute "
            f"{'are' if given else 'is'} given; exactly one decides",
            "write {relative: 0.05} or {absolute: 1}",
        )
    if given == ["relative"] and answer.get("value") == 0:
        yield Finding(
            ("answer", "tolerance"), "a fraction of 0 is 0", "write {absolute: ...} instead"
        )


def _units(answer: Data) -> Iterator[Finding]:
    unit = answer.get("unit", "")
    others = answer.get("also")
    places: list[tuple[Loc, object]] = [(("answer", "unit"), unit)]
    for index, other in enumerate(_dicts(others)):
        places.append((("answer", "also", index, "unit"), other.get("unit", "")))
    for loc, written in places:
        if not isinstance(written, str) or not isinstance(unit, str):
            continue
        try:
            fits = bool(readings(written)) and ratio(written, unit) is not None
        except Unreadable as error:
            yield Finding(loc, f"the unit cannot be read: {error}", "write GiB, ms, %, FLOP, ...")
            continue
        if not fits:
            yield Finding(loc, f"{written} cannot be turned into {unit}", "use a unit of that kind")


def _short(answer: Data) -> Iterator[Finding]:
    patterns = answer.get("regex")
    for index, pattern in enumerate(patterns if isinstance(patterns, list) else ()):
        if not isinstance(pattern, str) or len(pattern) > LINE_LIMIT:
            continue
        loc = ("answer", "regex", index)
        try:
            re.compile(pattern)
        except re.error as error:
            yield Finding(loc, f"the pattern cannot be read: {error}", "mend the pattern")
        if _NESTED_REPEAT.search(pattern):
            yield Finding(
                loc,
                "the pattern repeats a group that repeats, which can take for ever",
                "repeat only the inner or the outer part",
            )


def _check(item: Data) -> Iterator[Finding]:
    check, code = item.get("check"), item.get("code")
    runs = isinstance(check, dict) and check.get("kind") == "run"
    language = code.get("language") if isinstance(code, dict) else None
    if runs and isinstance(language, str) and language.casefold() not in {"python", "py"}:
        yield Finding(
            ("check", "kind"),
            f"only Python listings can be run, and this one is {cut(language)}",
            "check it by a script: {kind: python, script: checks/name.py}",
        )


def _reveal(item: Data) -> Iterator[Finding]:
    shown = [item.get(key) for key in ("explanation", "model_answer")]
    for key in ("rubric", "red_flags", "follow_ups"):
        shown.extend(value if isinstance(value := item.get(key), list) else ())
    for inner in (*_dicts(item.get("options")), *_dicts(item.get("references"))):
        shown.extend(inner.get(key) for key in ("text", "why", "title", "url"))
    total = sum(len(text) for text in shown if isinstance(text, str))
    if total > REVEAL_LIMIT:
        yield Finding(
            ("explanation",),
            f"the reveal would have {total} characters; at most {REVEAL_LIMIT} fit",
            "shorten the explanation, the whys or the model answer",
            "E040",
        )


def _dicts(value: object) -> list[Data]:
    return [inner for inner in value if isinstance(inner, dict)] if isinstance(value, list) else []
