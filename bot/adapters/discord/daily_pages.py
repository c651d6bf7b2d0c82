"""The page of `/daily view`: what is open, and what the reader has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.discord.cards import difficulty
from bot.adapters.discord.common import fit, jump_url, link_label, panel, plain, shorten, when
from bot.adapters.discord.layout import TEXT_LIMIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from discord import ui

    from bot.domain.round import Round
    from bot.services.answers import Receipt

SHOWN = 10
"""The most open questions on the page."""
STEM_SHOWN = 150
"""How many characters of a question's stem the page shows."""


def open_questions(
    rounds: Sequence[Round],
    held: Mapping[int, Receipt | None],
    next_at: datetime | None,
    titles: Mapping[str, str],
) -> ui.LayoutView:
    """Return the open questions of a server.

    Args:
        rounds: the open ones, the newest first.
        held: round id -> what the reader holds.
        next_at: when the next question comes; None without a running schedule.
        titles: topic id -> title.
    """
    if not rounds:
        return panel(nothing_open(next_at))
    entries = [_entry(round_, held.get(round_.id), titles) for round_ in rounds[:SHOWN]]
    left = len(rounds) - len(entries)
    more = [f"-# and {left} more in the channels"] if left else []
    return panel(
        "## Open questions",
        "\n\n".join([fit(entries, TEXT_LIMIT - 400, "-# and {} more", "\n\n"), *more]),
        f"-# {_coming(next_at)} Answer here, privately, with `/daily answer`.",
    )


def nothing_open(next_at: datetime | None) -> str:
    """Return that nothing is open, and when the next question comes."""
    return f"## Open questions\nNothing is open right now. {_coming(next_at)}"


def _coming(next_at: datetime | None) -> str:
    if next_at is None:
        return "No further question is scheduled; an admin can change that with `/setup`."
    return f"The next question comes {when(next_at, 'R')}, {when(next_at, 'f')}."


def _entry(round_: Round, receipt: Receipt | None, titles: Mapping[str, str]) -> str:
    question = round_.question
    title = link_label(question.stem, STEM_SHOWN)
    if round_.message_id is not None:
        title = f"[{title}]({jump_url(round_.guild_id, round_.channel_id, round_.message_id)})"
    topic = titles.get(question.topic, question.topic)
    mine = "Not answered yet."
    if receipt is not None and receipt.text:
        mine = f"Your answer: **{plain(shorten(receipt.text, 60))}**"
    return (
        f"{title}\n{topic} · {difficulty(question)} · <#{round_.channel_id}> · "
        f"closes {when(round_.closes_at, 'R')}\n{mine}"
    )
