"""What the answers to a question of a quiz come to, by the quiz's mode. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.grading import Grade, grade
from bot.domain.quiz import Mode, Result, elapsed_ms, knocked_out, quiz_points
from bot.store.quiz_asking import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.domain.quiz import Player, Quiz
    from bot.domain.round import Round
    from bot.domain.scoring import Points
    from bot.store.answers import Answer


def judge(
    round_: Round,
    quiz: Quiz,
    players: Sequence[Player],
    answers: Sequence[Answer],
    insiders: Collection[int] = (),
) -> Verdict:
    """Judge a round.

    Args:
        round_: the round, closed.
        quiz: its quiz.
        players: who takes part.
        answers: the earliest first; those of members who are out do not count.
        insiders: members who knew the key beforehand; their answers earn no points.
    """
    out = {player.member_id for player in players if player.out is not None}
    alive = {player.member_id for player in players} - out
    counted = [answer for answer in answers if answer.member_id not in out]
    if quiz.mode is Mode.SURVIVAL:
        if round_.position == 1:
            alive |= {answer.member_id for answer in counted}
        counted = [answer for answer in counted if answer.member_id in alive]
    results = [_result(round_, quiz, answer, answer.member_id in insiders) for answer in counted]
    if quiz.mode is Mode.RACE:
        results = _first_only(results, insiders)
    if quiz.mode is not Mode.SURVIVAL:
        return Verdict(results)
    return Verdict(results, knocked_out(alive, {r.member_id for r in results if r.right}))


def _result(round_: Round, quiz: Quiz, answer: Answer, insider: bool) -> Result:  # noqa: FBT001
    verdict = grade(round_.question, answer.response)
    elapsed = elapsed_ms(round_.opens_at, answer.answered_at, round_.pauses)
    points = quiz_points(round_.question, verdict, quiz.mode, elapsed, quiz.seconds).points
    return Result(
        answer.member_id,
        round_.position or 0,
        0 if insider else points,
        verdict.score_milli,
        elapsed,
    )


def points_of(round_: Round, quiz: Quiz, result: Result) -> Points:
    """Return what a result is worth in the ledger, with the sentence that explains it.

    The points are the result's own: in a race they may be fewer than its speed would earn.
    """
    grade_ = Grade(result.score_milli / 1000)
    earned = quiz_points(round_.question, grade_, quiz.mode, result.elapsed_ms, quiz.seconds)
    if result.points == earned.points:
        return earned
    beaten = "Quiz, right, but another member was first: no points."
    return replace(earned, points=result.points, rule=beaten if not result.points else earned.rule)


def _first_only(results: Sequence[Result], insiders: Collection[int]) -> list[Result]:
    """In a race only the first right answer earns points; who knew the key takes it from nobody."""
    racing = (result for result in results if result.member_id not in insiders)
    winner = next((result.member_id for result in racing if result.right), None)
    return [
        result if result.member_id == winner else Result(
            result.member_id, result.position, 0, result.score_milli, result.elapsed_ms
        )
        for result in results
    ]  # fmt: skip
