"""The end of a quiz: the podium, what was missed, ratings, and whether it counts.

viva:q:csv:<quiz>   the results as a file; see `exporting`
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from discord import ui

from bot.adapters.discord.cards import Card
from bot.adapters.discord.common import ACCENT, counted, fit, jump_url, link_label, mention
from bot.adapters.discord.drawing import drawn
from bot.adapters.discord.layout import column, picture, words
from bot.adapters.discord.quiz_boards import place_lines, points_text, team_name
from bot.adapters.discord.quiz_pages import mode_line
from bot.adapters.pictures.lettering import NOBODY
from bot.adapters.pictures.podium import NAMED, Podium, Step, describe_podium, draw_podium
from bot.domain.quiz import FEWEST_RATED
from bot.domain.rating import FEWEST, SHOWN_FROM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.adapters.discord.drawing import Drawn
    from bot.adapters.discord.layout import Block, Row
    from bot.adapters.pictures.theme import Theme
    from bot.domain.quiz import Place, Quiz
    from bot.domain.rating import Change
    from bot.services.publisher import Finale, Missed

PICTURE: Final = "podium.png"
STEPS: Final = (1, 2, 3)
"""The ranks on the podium."""
PLACES: Final = 15
MISSED: Final = 5
STEM_SHOWN: Final = 90
RATINGS: Final = 800
"""Characters that the ratings may take."""


def finale(found: Finale, podium: Drawn | None = None) -> Card:
    """Return the end of a quiz, with the picture of its podium where there is one."""
    quiz = found.quiz
    blocks: list[Block] = [
        words("## The quiz is over", f"-# {counted(found.asked, 'question')} · {mode_line(quiz)}")
    ]
    if podium is not None:
        blocks.append(picture(podium.name, podium.alt))
    blocks.append(words(*place_lines(quiz, found.places, PLACES)))
    if found.missed:
        missed = [_missed(m) for m in found.missed[:MISSED]]
        blocks.append(words("**What most of you missed**", *missed))
    if found.ratings:
        lines = [*_settled(found.ratings), *_settling(found.ratings)]
        blocks.append(words("**Ratings**", fit(lines, RATINGS, "-# and more")))
    blocks += [ui.Separator(), words(*_counts(found), finale_footer(quiz)), _buttons(quiz)]
    return Card(column(blocks, colour=ACCENT))


def finale_footer(quiz: Quiz) -> str:
    """Return the last line of a finale, by which it is found again."""
    return f"-# end of quiz {quiz.id}"


# ------------------------------------------------------------------------------- the podium


async def drawn_podium(
    found: Finale, names: Mapping[int, str], titles: Mapping[str, str], theme: Theme
) -> Drawn | None:
    """Return the picture of the podium, as `podium_of`; None when nobody earned a point."""
    podium = podium_of(found, names, titles)
    if podium is None:
        return None
    return await drawn(PICTURE, lambda: podium, draw_podium, describe_podium, theme)


def podium_of(found: Finale, names: Mapping[int, str], titles: Mapping[str, str]) -> Podium | None:
    """Return who stands on the podium; None when nobody earned a point.

    Args:
        found: how the quiz ended.
        names: member -> name, at least of `on_podium`; who has none is called a member.
        titles: topic id -> title.
    """
    steps = tuple(_step(rank, places, names) for rank, places in _steps(found))
    topic = titles.get(found.quiz.topic, found.quiz.topic) or "All topics"
    return Podium(f"{topic} · {counted(found.asked, 'question')}", steps) if steps else None


def on_podium(found: Finale) -> list[int]:
    """Return the members whose names the podium shows."""
    return [
        place.member_id
        for _, places in _steps(found)
        for place in places[:NAMED]
        if place.member_id > 0
    ]


def _steps(found: Finale) -> list[tuple[int, list[Place]]]:
    earned = [place for place in found.places if place.points > 0]
    steps = ((rank, [place for place in earned if place.rank == rank]) for rank in STEPS)
    return [(rank, places) for rank, places in steps if places]


def _step(rank: int, places: Sequence[Place], names: Mapping[int, str]) -> Step:
    points = places[0].points
    return Step(
        rank,
        tuple(names.get(p.member_id, NOBODY) if p.member_id else team_name(p.team) for p in places),
        f"{points_text(points)} {'point' if points == 1 else 'points'}",
    )


# ------------------------------------------------------------------------------- texts


def _settled(changes: Sequence[Change]) -> Iterator[str]:
    """Yield the ratings that say something, a line each, the highest first."""
    for change in changes:
        shown, before = change.after.shown, change.before.shown
        if shown is not None:
            how = "new" if before is None else f"{shown - before:+,}"
            yield f"{mention(change.member_id)} · **{shown:,}** ({how})"


def _settling(changes: Sequence[Change]) -> Iterator[str]:
    """Yield who has no rating yet, a line for each number of quizzes, the most first."""
    waiting = [change for change in changes if change.after.shown is None]
    waiting.sort(key=lambda change: -change.after.quizzes)
    for quizzes, same in groupby(waiting, key=lambda change: change.after.quizzes):
        who = ", ".join(mention(change.member_id) for change in same)
        yield f"-# {quizzes} of {SHOWN_FROM} quizzes until a rating: {who}"


def _missed(missed: Missed) -> str:
    round_ = missed.round
    stem = link_label(round_.question.stem, STEM_SHOWN)
    url = jump_url(round_.guild_id, round_.channel_id, round_.reveal_message_id or 0)
    how = f"{missed.share:.0%} right" if missed.answered else "nobody answered"
    return f"- [{stem}]({url}) · {how}"


def _counts(found: Finale) -> Iterator[str]:
    if found.quiz.rated:
        yield "The points are in the season's standings: `/leaderboard`."
        if found.humans < FEWEST:
            yield f"-# Ratings change when {FEWEST} members or more answer."
    elif found.humans < FEWEST_RATED:
        yield f"It does not count in the standings: fewer than {FEWEST_RATED} members answered."
    else:
        yield "It does not count in the standings, as its host chose."


def _buttons(quiz: Quiz) -> Row:
    return ui.ActionRow(
        ui.Button(label="Results as CSV", custom_id=f"viva:q:csv:{quiz.id}"),
    )
