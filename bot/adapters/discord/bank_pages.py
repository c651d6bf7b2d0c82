"""The pages of `/bank`: what is covered, a question and how it fared, a search, a reload.

Options stand in the order of their texts, since the bank's order may tell the key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import ui

from bot.adapters.discord.cards import Card, difficulty
from bot.adapters.discord.common import (
    ACCENT,
    counted,
    fit,
    jump_url,
    link_label,
    panel,
    plain,
    shorten,
    when,
)
from bot.adapters.discord.layout import TEXT_LIMIT, Piece, column, gallery, words
from bot.adapters.discord.reveals import typed_key
from bot.adapters.discord.script import Script, code_block
from bot.adapters.discord.turning import turn_row
from bot.domain.question import DIFFICULTY_WORDS, QuestionType
from bot.domain.round import RoundState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.adapters.discord.layout import Block, Words
    from bot.domain.question import Option, Question
    from bot.errors import Fault
    from bot.services.catalogue import Coverage, Entry, Figures, Hits
    from bot.services.library import Change
    from bot.store.usage import Asked

SEARCH_BUTTON = r"viva:bank:(?:first|previous|next|last):(?P<page>\d+):(?P<text>.+)"
LONGEST_SEARCH = 60
TIMES_SHOWN = 5
FAULTS_SHOWN = 8
IDS_SHOWN = 12
STEM_SHOWN = 110


def coverage(found: Coverage) -> ui.LayoutView:
    """Return how much of the bank a server was asked, topic by topic."""
    lines = [f"**{plain(figures.title)}** · {_figures(figures)}" for figures in found.topics]
    by_difficulty = " · ".join(
        f"{word} {count}" for word, count in zip(DIFFICULTY_WORDS, found.difficulties, strict=True)
    )
    besides = [
        f"{counted(found.own, 'question')} of your own" if found.own else "",
        f"{counted(found.suspended, 'question')} suspended or retired" if found.suspended else "",
    ]
    foot = "\n".join(f"-# {line}" for line in (by_difficulty, ", ".join(filter(None, besides))))
    heading = f"## The question bank\n{_figures(found.total)}, over all topics"
    listed = fit(lines, TEXT_LIMIT - 500, "-# and {} more")
    return panel(heading, listed, foot.removesuffix("\n-# "))


def entry(found: Entry, guild_id: int, titles: Mapping[str, str]) -> Card:
    """Return a question as admins see it: its key only where members know it."""
    question, script = found.question, Script()
    blocks: list[Block] = [
        words(f"## {question.id}", _about(question, titles), *_standing(found)),
        words(script(question.stem)),
    ]
    if question.code is not None:
        blocks.append(words(code_block(question.code.source, question.code.language)))
    blocks += _answers(question, script, key_known=found.key_known)
    if script.formulas:
        blocks.append(gallery(script.alts))
    blocks += [ui.Separator(), words(*_times(found, guild_id))]
    return Card(column(blocks, colour=ACCENT), script.formulas)


def hits(found: Hits, text: str, titles: Mapping[str, str]) -> ui.LayoutView:
    """Return a page of search results."""
    heading = f"## Search\n“{plain(shorten(text, LONGEST_SEARCH))}”"
    if not found.questions:
        return panel(
            f"{heading} is in no question. Try fewer words, a topic, or a type such as `numeric`."
        )
    lines = [_hit(question, titles) for question in found.questions]
    foot = f"-# {counted(found.total, 'question')}"
    row = None
    if found.pages > 1:
        foot = f"-# Page {found.page} of {found.pages} · {counted(found.total, 'question')}"
        row = turn_row(found.page, found.pages, "viva:bank:{step}:{page}:" + text)
    return panel(heading, fit(lines, TEXT_LIMIT - 400, "-# and {} more"), foot, row=row)


def reloaded(change: Change) -> ui.LayoutView:
    """Return what a reload changed."""
    lines = [
        f"**{word}** · {len(ids)}: {_ids(ids)}"
        for word, ids in (
            ("New", change.added),
            ("Changed", change.changed),
            ("Gone", change.removed),
        )
        if ids
    ]
    if change.same_version:
        lines.append(
            f"**Another key, but no new version** · {_ids(change.same_version)}\n"
            "-# What was asked before keeps the old key. Raise their `version` to judge it anew."
        )
    return panel(
        f"## Reloaded\n{counted(change.total, 'question')} in use.",
        "\n".join(lines) or "Nothing had changed.",
    )


def refused(faults: tuple[Fault, ...]) -> ui.LayoutView:
    """Return why a reload took nothing."""
    lines = [
        f"`{fault.file}:{fault.line}` {plain(shorten(fault.problem, 150))} ({fault.code})\n"
        f"-# {plain(shorten(fault.mend, 150))}"
        for fault in faults[:FAULTS_SHOWN]
    ]
    more = len(faults) - len(lines)
    if more:
        lines.append(f"-# and {more} more; `viva bank lint` lists them all")
    return panel(
        f"## Not reloaded\nThe bank has {counted(len(faults), 'fault')}, so the old one stays in "
        "use.",
        "\n".join(lines),
    )


# ------------------------------------------------------------------------------- coverage


def _figures(figures: Figures) -> str:
    """Return the figures as words, since a phone breaks the lines of a table."""
    asked = f"{figures.asked:,} of {figures.questions:,} asked"
    return asked if figures.score is None else f"{asked}, {figures.score:.0%} right"


# ------------------------------------------------------------------------------- one question


def _about(question: Question, titles: Mapping[str, str]) -> str:
    parts = (
        plain(titles.get(question.topic, question.topic)),
        plain(question.subtopic),
        question.type.value.replace("_", " "),
        question.level.value,
        difficulty(question),
        f"version {question.version}",
    )
    return "-# " + " · ".join(part for part in parts if part)


def _standing(found: Entry) -> Iterator[str]:
    if found.own:
        yield "A question of this server's own."
    if found.suspended:
        yield "**Suspended**: it is not asked here. `/flags list` shows why."


def _answers(question: Question, script: Script, *, key_known: bool) -> Iterator[Words]:
    options = sorted(question.options, key=lambda option: option.text.casefold())
    if key_known and question.type is QuestionType.ORDER:
        for place, option in enumerate(question.options, start=1):
            yield words(_option(option, f"**{place}.** ", script), script(option.why))
    elif key_known:
        for option in options:
            mark = "✅ right · " if option.correct else "❌ wrong · "
            yield words(_option(option, mark, script), script(option.why))
        yield from typed_key(question)
        if question.open is not None:
            yield words("**Rubric**", *(_bullet(point, script) for point in question.open.rubric))
    elif options:
        yield words(*(_option(option, "- ", script) for option in options))
    if key_known:
        yield words(script(question.explanation))
    else:
        yield words("-# The key stays with Viva until this question was revealed here.")


def _option(option: Option, mark: str, script: Script) -> Piece:
    return Piece(script(option.text).body, before=mark)


def _bullet(text: str, script: Script) -> Piece:
    return Piece(script(text).body, before="- ")


def _times(found: Entry, guild_id: int) -> Iterator[str]:
    if not found.asked:
        yield "Not asked here yet."
        return
    yield f"**Asked here** {counted(len(found.asked), 'time')}"
    for time in found.asked[:TIMES_SHOWN]:
        yield _time(time, guild_id)
        if time.reason:
            yield f"-# Picked because: {plain(time.reason)}"


def _time(time: Asked, guild_id: int) -> str:
    at = when(time.opens_at, "d")
    if time.message_id is not None:
        at = f"[{at}]({jump_url(guild_id, time.channel_id, time.message_id)})"
    if time.state is RoundState.OPEN:
        return f"- {at} · open now"
    if not time.graded:
        return f"- {at} · no graded answer"
    share = time.score_milli / 1000 / time.graded
    return f"- {at} · {counted(time.graded, 'answer')}, {share:.0%} right on average"


# ------------------------------------------------------------------------------- lists


def _hit(question: Question, titles: Mapping[str, str]) -> str:
    topic = plain(titles.get(question.topic, question.topic))
    kind = question.type.value.replace("_", " ")
    return (
        f"`{question.id}` · {topic} · {kind} · {difficulty(question)}\n"
        f"-# {link_label(question.stem, STEM_SHOWN)}"
    )


def _ids(ids: tuple[str, ...]) -> str:
    shown = ", ".join(f"`{id_}`" for id_ in ids[:IDS_SHOWN])
    more = len(ids) - IDS_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
