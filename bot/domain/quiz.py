"""A live quiz: a sequence of rounds with short windows, played in a channel.

Scoring follows the design: 70% of a question's points for being right, the rest for speed, falling
in a straight line after a grace in which everyone reads. With half for speed, who guesses within a
second would do as well as who thinks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.question import DIFFICULTY_WORDS
from bot.domain.scoring import FULL_POINTS, Points
from bot.domain.standings import rank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.domain.grading import Grade
    from bot.domain.question import Question
    from bot.domain.round import AnswerStyle

COUNTS: Final = (1, 30)
"""Questions of a quiz: the fewest and the most."""
SECONDS: Final = (10, 300)
"""For each question."""
TEAMS: Final = (2, 4)
FOR_BEING_RIGHT: Final = 0.7
"""The share of the points that does not depend on speed."""
READING: Final = 3.0
"""Seconds at the start of a window that cost nothing."""
FEWEST_RATED: Final = 3
"""Members who must have answered for a quiz to count in the standings."""
UNANSWERED: Final = 5
"""A quiz stops by itself after so many questions in a row that nobody answered."""


class Mode(StrEnum):
    """How a quiz is played."""

    EVERYONE = "everyone"
    RACE = "race"
    SURVIVAL = "survival"
    UNTIMED = "untimed"
    TEAMS = "teams"


class QuizState(StrEnum):
    """Where a quiz stands.

        announced -> lobby -> starting -> asking <-> between -> ended     (also: cancelled)

    While it is paused, `Quiz.paused` is set and the state stays.
    """

    ANNOUNCED = "announced"
    LOBBY = "lobby"
    STARTING = "starting"
    ASKING = "asking"
    BETWEEN = "between"
    ENDED = "ended"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self in {QuizState.ENDED, QuizState.CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizDraft:
    """What a host chooses."""

    guild_id: int
    channel_id: int
    host_id: int
    mode: Mode
    style: AnswerStyle
    """Buttons are sealed: nobody sees what others chose. Reactions are public."""
    topic: str = ""
    """A topic's id; empty is all."""
    min_difficulty: int = 1
    max_difficulty: int = 5
    count: int = 10
    seconds: int = 30
    rated: bool = True
    teams: int = 0
    """2 to 4 when played in teams, else 0."""
    repeats: tuple[str, ...] = ()
    """The ids of the questions to ask, in order; empty when they are picked."""

    @property
    def total(self) -> int:
        """How many questions are asked, unless it is decided before."""
        return len(self.repeats) or self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz(QuizDraft):
    """A stored quiz."""

    id: int
    state: QuizState
    position: int = 0
    """The number of the latest question, from 1; 0 before the first."""
    next_at: datetime | None = None
    """When it wants to go on by itself; None: not before somebody acts or a round ends."""
    message_id: int | None = None
    """Of the lobby."""
    paused: bool = False
    unanswered: int = 0
    """Questions in a row that nobody answered."""
    seed: int = 0
    """What the picks follow from."""
    created_at: datetime | None = None
    starts_at: datetime | None = None
    """When its lobby opens, if it was announced for a set time."""
    announcement_id: int | None = None
    """The message that announced it."""
    with_event: bool = False
    """Whether a scheduled event of Discord goes with it."""
    event_id: int | None = None
    reason: str = ""
    """Why it was called off: a sentence, or nothing."""
    host_gone_at: datetime | None = None
    """Since when its host is known to have left the server."""

    @property
    def revealed(self) -> int:
        """The number of the latest question that is over; 0 before the first."""
        return self.position - (self.state is QuizState.ASKING)


@dataclass(frozen=True, slots=True)
class Player:
    """A member who takes part."""

    member_id: int
    team: int = -1
    """0 to 3; -1 without one."""
    joined: int = 0
    """The number of the latest question when they joined."""
    out: int | None = None
    """The question at which they were knocked out (survival); None while they are in."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a member made of one question of a quiz."""

    member_id: int
    position: int
    """The question's number, from 1."""
    points: int
    score_milli: int
    """How right it was, in thousandths."""
    elapsed_ms: int
    """From the opening to the answer, pauses left out."""

    @property
    def right(self) -> bool:
        """Whether the answer was fully right."""
        return self.score_milli == 1000  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a quiz's scoreboard: a member, or a team (then `member_id` is 0)."""

    rank: int
    member_id: int
    team: int
    points: float
    """A team's are the mean of its members'."""
    right: int
    answered: int
    moved: int
    """Places gained by the latest question; negative when lost, 0 on the first."""
    out: int | None = None


def elapsed_ms(
    opens_at: datetime, at: datetime, pauses: Sequence[tuple[datetime, datetime]] = ()
) -> int:
    """Return the milliseconds from the opening to an instant, without the pauses before it."""
    paused = sum(
        max(min(end, at) - start, timedelta(0)).total_seconds()
        for start, end in pauses
        if start < at
    )
    return max(round(((at - opens_at).total_seconds() - paused) * 1000), 0)


def speed(elapsed: int, seconds: int) -> float:
    """Return how fast an answer was: 1 within the time for reading, falling to 0 at the close.

    Args:
        elapsed: milliseconds.
        seconds: the window.
    """
    span = max(seconds - READING, 1.0)
    return min(max(1 - (elapsed / 1000 - READING) / span, 0.0), 1.0)


def quiz_points(question: Question, grade: Grade, mode: Mode, elapsed: int, seconds: int) -> Points:
    """Return what an answer in a quiz earns; a wrong one earns nothing.

    Args:
        question: what was asked.
        grade: how right the answer was.
        mode: in an untimed quiz and in a race, speed does not count. (That a race is won by the
            first right answer alone is decided by the caller, in the grade.)
        elapsed: milliseconds from the opening.
        seconds: the window.
    """
    full = FULL_POINTS[question.difficulty - 1]
    timed = mode not in {Mode.UNTIMED, Mode.RACE}
    share = FOR_BEING_RIGHT + (1 - FOR_BEING_RIGHT) * speed(elapsed, seconds) if timed else 1.0
    points = round(full * grade.score * share)
    return Points(points, grade.score_milli, 1, int(grade.correct), _rule(question, grade, share))


def _rule(question: Question, grade: Grade, share: float) -> str:
    if grade.score == 0:
        return "Quiz, not right: no points."
    full = FULL_POINTS[question.difficulty - 1]
    word = DIFFICULTY_WORDS[question.difficulty - 1]
    verdict = "right" if grade.correct else f"{grade.score:.0%} right"
    quick = f", {share:.0%} for its speed" if share < 1 else ""
    return f"Quiz, {verdict}, difficulty {question.difficulty} ({word}): of {full} points{quick}."


def knocked_out(alive: Collection[int], right: Collection[int]) -> frozenset[int]:
    """Return who is out after a question of a survival quiz.

    Whoever was wrong or did not answer; but when nobody was right, nobody is, or there would be no
    winner.
    """
    survivors = frozenset(alive) & frozenset(right)
    return frozenset(alive) - survivors if survivors else frozenset()


def is_decided(quiz: Quiz, players: Iterable[Player]) -> bool:
    """Whether no further question is to be asked."""
    if quiz.position >= quiz.total or quiz.unanswered >= UNANSWERED:
        return True
    if quiz.mode is not Mode.SURVIVAL or quiz.position == 0:
        return False
    players = list(players)
    return len(players) > 1 and sum(player.out is None for player in players) <= 1


def scoreboard(mode: Mode, players: Collection[Player], results: Collection[Result]) -> list[Place]:
    """Return the scoreboard after the latest question among the results; ties share a rank.

    Players are ordered by points; in a survival quiz first by how long they were in. In a team
    quiz the lines are teams.
    """
    latest = max((result.position for result in results), default=0)
    before = [result for result in results if result.position < latest]
    lines = _lines(mode, players, results, latest)
    earlier = {_who(p): p.rank for p in _ranked(_lines(mode, players, before, latest - 1))}
    first = latest <= 1
    return [
        replace(place, moved=0 if first else earlier[_who(place)] - place.rank)
        for place in _ranked(lines)
    ]


_Line = tuple[tuple[float, ...], Place]


def _ranked(lines: list[_Line]) -> list[Place]:
    ordered = sorted(lines, key=lambda line: (tuple(-v for v in line[0]), _who(line[1])))
    values = {key: -index for index, key in enumerate(dict.fromkeys(key for key, _ in ordered))}
    ranks = rank([values[key] for key, _ in ordered])
    return [replace(place, rank=r) for r, (_, place) in zip(ranks, ordered, strict=True)]


def _lines(
    mode: Mode, players: Collection[Player], results: Collection[Result], latest: int
) -> list[_Line]:
    own: defaultdict[int, list[Result]] = defaultdict(list)
    for result in results:
        own[result.member_id].append(result)
    if mode is Mode.TEAMS:
        return _team_lines(players, own)
    return [_line(mode, player, own[player.member_id], latest) for player in players]


def _line(mode: Mode, player: Player, own: Sequence[Result], latest: int) -> _Line:
    points = sum(result.points for result in own)
    out = player.out if player.out is not None and player.out <= latest else None
    place = Place(
        0, player.member_id, -1, points, sum(r.right for r in own), len(own), 0, out
    )  # fmt: skip
    lasted = float("inf") if out is None else out
    return ((lasted, points) if mode is Mode.SURVIVAL else (points,)), place


def _team_lines(players: Collection[Player], own: Mapping[int, Sequence[Result]]) -> list[_Line]:
    teams: defaultdict[int, list[int]] = defaultdict(list)
    for player in players:
        if player.team >= 0:
            teams[player.team].append(player.member_id)
    lines: list[_Line] = []
    for team, members in teams.items():
        theirs = [result for member in members for result in own.get(member, ())]
        mean = sum(result.points for result in theirs) / len(members)
        right = sum(result.right for result in theirs)
        lines.append(((mean,), Place(0, 0, team, mean, right, len(theirs), 0)))
    return lines


def _who(place: Place) -> tuple[int, int]:
    return place.team, place.member_id
