"""What is shown of suggestions: the form, the queue for admins, and one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.adapters.discord.cards import Card, difficulty
from bot.adapters.discord.common import (
    ACCENT,
    fit,
    link_label,
    panel,
    plain,
    when,
)
from bot.adapters.discord.layout import TEXT_LIMIT, Piece, Row, column, gallery, words
from bot.adapters.discord.modals import Field, modal
from bot.adapters.discord.reveals import typed_key
from bot.adapters.discord.script import Script
from bot.domain.proposal import ANSWER, EXPLANATION, SOURCE, STEM, Proposal
from bot.services.suggestions import own_id
from bot.store.suggestions import SuggestionState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.adapters.discord.layout import Block, Words
    from bot.domain.question import Question
    from bot.services.suggestions import Review
    from bot.store.suggestions import Suggestion

SUGGEST_MODAL = r"viva:sg:(?P<difficulty>[1-5]):(?P<topic>.+)"
EDIT_MODAL = r"viva:se:(?P<id>\d+):(?P<stamp>[0-9a-f]{8})"
REJECT_MODAL = r"viva:sr:(?P<id>\d+)"
REVIEW_BUTTON = r"viva:rv:(?P<what>accept|edit|reject|next):(?P<id>\d+)"
BACK_BUTTON = r"viva:sb:(?P<id>\d+)"

STEM_SHOWN = 120
BACK_BUTTONS = 5
REASON = 300
SEEN = "-# You have seen its key, so when it is asked you get points for taking part only."
STEM_ADVICE = "Formulas go between dollars: $d_k$"
ANSWER_ADVICE = (
    "Options, one a line, * before the right ones. Or a number (12 GiB ± 5%). Or a word."
)
WHY_ADVICE = "Shown in the reveal. Why one option is wrong goes after // on its line."
SOURCE_ADVICE = "Title and link, if you know one."
OUTCOMES = {
    SuggestionState.WAITING: "waits for the admins",
    SuggestionState.ACCEPTED: "accepted",
    SuggestionState.REJECTED: "not taken",
    SuggestionState.WITHDRAWN: "taken back",
}


def form(topic: str, level: int) -> ui.Modal:
    """Return the form for a new suggestion; `level` is the difficulty."""
    return modal("Suggest a question", f"viva:sg:{level}:{topic}", _fields())


def edit_form(suggestion: Suggestion) -> ui.Modal:
    """Return the form in which an admin changes a suggestion."""
    proposal = suggestion.proposal
    custom_id = f"viva:se:{suggestion.id}:{proposal.stamp}"
    return modal("Edit the question", custom_id, _fields(proposal))


def reject_form(suggestion_id: int) -> ui.Modal:
    """Return the form in which an admin says why a suggestion is not taken."""
    reason = Field("reason", "Why not?", REASON, "The author is told, so be kind.", long=True)
    return modal("Turn it down", f"viva:sr:{suggestion_id}", [reason])


def _fields(given: Proposal | None = None) -> list[Field]:
    stem, answer, why, source = (
        (given.stem, given.answer, given.explanation, given.source) if given else ("",) * 4
    )
    return [
        Field("stem", "Question", STEM[1], STEM_ADVICE, long=True, value=stem),
        Field("answer", "Answer", ANSWER, ANSWER_ADVICE, long=True, value=answer),
        Field("explanation", "Why is it right?", EXPLANATION[1], WHY_ADVICE, long=True, value=why),
        Field(
            "source", "Where is that written?", SOURCE, SOURCE_ADVICE, required=False, value=source
        ),
    ]


def proposal_of(topic: str, level: int, texts: Mapping[str, str]) -> Proposal:
    """Return what was typed into the form."""
    return Proposal(
        topic=topic,
        difficulty=level,
        stem=texts.get("stem", ""),
        answer=texts.get("answer", ""),
        explanation=texts.get("explanation", ""),
        source=texts.get("source", ""),
    )


def typed(texts: Mapping[str, str]) -> str:
    """Return all that was typed, to be handed back."""
    return "\n\n".join(text for text in texts.values() if text.strip())


def thanks(suggestion: Suggestion) -> ui.LayoutView:
    """Return what the author of a new suggestion is told."""
    row: Row = ui.ActionRow(_back(suggestion, "Take it back"))
    return panel(
        "## Thank you\nYour question waits for the admins of this server. I tell you in a direct "
        "message what they decide; `/suggestions` lists yours.",
        row=row,
    )


def taken_back(suggestion: Suggestion) -> ui.LayoutView:
    """Return that a suggestion is gone from the queue."""
    return panel(f"## Taken back\n“{link_label(suggestion.proposal.stem, STEM_SHOWN)}”")


def mine(suggestions: Sequence[Suggestion]) -> ui.LayoutView:
    """Return one's own suggestions, the latest first."""
    if not suggestions:
        return panel("## Your suggestions\nNone yet. Suggest a question with `/suggest`.")
    lines = [_mine(number, s) for number, s in enumerate(suggestions, start=1)]
    waiting = [
        _back(s, f"Take {number} back")
        for number, s in enumerate(suggestions, start=1)
        if s.state is SuggestionState.WAITING
    ]
    row: Row | None = ui.ActionRow(*waiting[:BACK_BUTTONS]) if waiting else None
    return panel("## Your suggestions", fit(lines, TEXT_LIMIT - 300, "-# and {} more"), row=row)


def review(found: Review | None, titles: Mapping[str, str], done: str = "") -> Card:
    """Return the next suggestion for an admin to decide.

    Args:
        found: the suggestion; None when none waits.
        titles: topic id -> title.
        done: what has just been done, in a sentence.
    """
    if found is None:
        return Card(panel(f"## Suggestions\n{done} No suggestion waits.".replace("  ", " ")))
    script, suggestion = Script(), found.suggestion
    left = "It is the only one." if found.waiting == 1 else f"{found.waiting} wait."
    blocks: list[Block] = [
        words(f"## Suggested question\n{done} {left}".replace("\n ", "\n"), _about(found, titles)),
        *_alike(found.alike),
        *_question(found.question, script),
    ]
    if script.formulas:
        blocks.append(gallery(script.alts))
    blocks += [ui.Separator(), words(SEEN), _decisions(suggestion.id, found.waiting)]
    return Card(column(blocks, colour=ACCENT), script.formulas)


def changed(suggestion: Suggestion) -> ui.LayoutView:
    """Return that a question in use was changed."""
    return panel(
        f"## Changed\n`{own_id(suggestion.id)}` is now version {suggestion.version}. Where its key "
        f"changed, the questions asked before are scored anew.\n{SEEN}"
    )


def _about(found: Review, titles: Mapping[str, str]) -> str:
    proposal = found.suggestion.proposal
    topic = plain(titles.get(proposal.topic, proposal.topic))
    kind = found.question.type.value.replace("_", " ")
    author, at = f"<@{found.suggestion.member_id}>", when(found.suggestion.created_at, "R")
    return f"-# By {author} {at} · {topic} · {kind} · {difficulty(found.question)}"


def _alike(other: Question | None) -> Iterator[Words]:
    if other is not None:
        stem = link_label(other.stem, STEM_SHOWN)
        yield words(f"⚠️ **Much like `{other.id}`**, which may be asked here: {stem}")


def _question(question: Question, script: Script) -> Iterator[Words]:
    yield words(script(question.stem))
    for option in question.options:
        mark = "✅ right · " if option.correct else "❌ wrong · "
        yield words(Piece(script(option.text).body, before=mark), script(option.why))
    yield from typed_key(question)
    yield words(script(question.explanation))
    for reference in question.references:
        link = f" <{reference.url}>" if reference.url else ""
        yield words(Piece(plain(reference.title), before="-# ", after=link))


def _decisions(suggestion_id: int, waiting: int) -> Row:
    row: Row = ui.ActionRow()
    styles = {
        "accept": discord.ButtonStyle.success,
        "edit": discord.ButtonStyle.secondary,
        "reject": discord.ButtonStyle.danger,
    }
    for what, style in styles.items():
        row.add_item(
            ui.Button(
                label=what.capitalize(), style=style, custom_id=f"viva:rv:{what}:{suggestion_id}"
            )
        )
    if waiting > 1:
        row.add_item(ui.Button(label="Next", custom_id=f"viva:rv:next:{suggestion_id}"))
    return row


def _mine(number: int, suggestion: Suggestion) -> str:
    stem = link_label(suggestion.proposal.stem, STEM_SHOWN)
    because = f": {plain(suggestion.reason)}" if suggestion.reason else ""
    outcome = OUTCOMES[suggestion.state]
    return f"**{number}.** {stem}\n-# {outcome}{because} · {when(suggestion.created_at, 'R')}"


def _back(suggestion: Suggestion, label: str) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=label, custom_id=f"viva:sb:{suggestion.id}")
