"""What an export holds: its subjects, their columns in order, and what they mean."""

from __future__ import annotations

from typing import Final, NamedTuple


class Subject(NamedTuple):
    """A file of an export."""

    what: str
    columns: dict[str, str]
    """Name -> meaning."""


INTRODUCTION: Final = """\
Everything that Viva keeps about you in this server.

Each subject is there twice: as .csv for spreadsheets (UTF-8) and as .json for programs. A file
without rows means that nothing of the kind is kept. Where there is very much, a subject is split
into numbered files, or the files come in several archives.

Instants are UTC. Ids are those of Discord: spreadsheets keep only their first 15 digits, so take
them from the .json. In the .csv an apostrophe stands before texts that a spreadsheet would take
for a formula. Where a key is not revealed yet, the scores and points of your answers are left out,
so that nothing tells it; ask again after the question was revealed.

What you see on Discord itself (messages, reactions) is kept by Discord, not by Viva.
"""
_MU: Final = "the estimated strength"
_SIGMA: Final = "how uncertain that is"

SUBJECTS: Final[dict[str, Subject]] = {
    "settings": Subject(
        "what you chose with /me",
        {
            "boards": "shown: you are on boards and podiums; hidden: you are not",
            "profile": "open: others may see all of it; private: what boards show",
            "pictures": "dark, light or automatic",
            "zone": "your time zone; empty: the server's",
            "left_at": "since when you are known to have left the server; empty: you are in it",
        },
    ),
    "streak": Subject(
        "your streak of question days",
        {
            "streak": "days in a row with an answer, as of last_at",
            "best_streak": "the longest there was",
            "freezes": "missed days in hand that will not break it",
            "last_at": "when the latest question that you answered, and that was graded, opened",
            "kept_until": "when its day ended where you were",
        },
    ),
    "frozen_days": Subject("missed days that a freeze repaired", {"day": "the day"}),
    "days_off": Subject(
        "days off that you announced", {"first_day": "the first", "last_day": "the last"}
    ),
    "answers": Subject(
        "your answers",
        {
            "round_id": "the number of the time that a question was asked",
            "quiz_id": "the quiz it belonged to; empty: a question of a schedule",
            "question_id": "the question's name in the bank",
            "question_version": "the version that was asked",
            "asked": "the question as it was asked",
            "answer": "your answer in words; several options are set apart by |",
            "response": "the same as it is stored: options as numbers in the bank's order, from 0",
            "source": "how you gave it: reaction, button, menu, modal (a form) or thread",
            "state": "how it stands with the question, such as open or revealed",
            "opens_at": "when the question opened",
            "closes_at": "when it closed, or will",
            "answered_at": "when you gave this answer",
            "changes": "how often you changed it, where that is counted",
            "score": "how right it was, 0 to 1; empty: not graded or not revealed",
            "points": "what it earned in a quiz; for other questions see awards",
        },
    ),
    "thread_messages": Subject(
        "your messages in the threads of open questions, which are your answers",
        {
            "round_id": "see answers",
            "message_id": "Discord's id of the message",
            "content": "what you wrote",
        },
    ),
    "awards": Subject(
        "where each of your points comes from",
        {
            "at": "when",
            "source": "round: an answer; suggestion, flag: help for the group",
            "source_id": "the round_id of the answer or report, or the suggestion's id",
            "reason": "answer, streak, help, or a correction such as answer:v2",
            "question_id": "the question; empty: none",
            "topic": "its topic",
            "season": "the season it counts for",
            "week": "the week it counts for",
            "points": "points; negative where a correction took some away",
            "score_milli": "how right the answer was, in thousandths",
            "answered": "1: the answer counts for your accuracy",
            "correct": "1: it was fully right",
            "rule": "why it is so many",
        },
    ),
    "standings": Subject(
        "your sums on each board, without points that are left out of awards",
        {
            "board": "all, a season, or a week",
            "topic": "a topic; empty: all topics",
            "points": "points",
            "score_milli": "the sum of your scores, in thousandths",
            "answered": "graded answers",
            "correct": "of these, fully right",
        },
    ),
    "rating": Subject(
        "your rating from quizzes; shown is 2 sigma below mu",
        {
            "mu": _MU,
            "sigma": _SIGMA,
            "quizzes": "how many it rests on",
            "updated_at": "when it changed last",
        },
    ),
    "rating_changes": Subject(
        "how each quiz changed your rating",
        {
            "quiz_id": "see quizzes",
            "mu_before": f"{_MU} before",
            "sigma_before": f"{_SIGMA}, before",
            "mu": f"{_MU} after",
            "sigma": f"{_SIGMA}, after",
            "quizzes": "how many it rested on then",
        },
    ),
    "quizzes": Subject(
        "the quizzes you were in",
        {
            "quiz_id": "its number",
            "mode": "how it was played",
            "topic": "its topic; empty: all",
            "state": "how it stands",
            "created_at": "when it was opened or announced",
            "ended_at": "when it ended",
            "team": "your team, from 0; -1: none",
            "joined": "how many questions had been asked when you joined",
            "joined_at": "when you joined",
            "out": "the question that knocked you out; empty: none did",
        },
    ),
    "flags": Subject(
        "problems with questions that you reported",
        {
            "question_id": "the question",
            "version": "its version",
            "round_id": "where you met it",
            "kind": "what you said is wrong",
            "text": "in your words",
            "at": "when",
            "settled_at": "when it was decided upon; empty: it was not yet",
        },
    ),
    "suggestions": Subject(
        "questions that you suggested",
        {
            "id": "its number; an accepted one is asked as own- and this number",
            "channel_id": "where you suggested it",
            "topic": "its topic",
            "difficulty": "1 to 5",
            "stem": "the question",
            "answer": "its answer",
            "explanation": "why",
            "source": "where it is from",
            "state": "waiting, accepted, rejected or withdrawn",
            "version": "of the question it became",
            "created_at": "when you suggested it",
            "decided_at": "when it was decided upon",
            "reason": "why it was rejected",
        },
    ),
    "roles": Subject(
        "roles that Viva gave you", {"role_id": "Discord's id of the role", "at": "when"}
    ),
    "set_up": Subject(
        "what you set up or looked at as an admin or a host",
        {
            "what": "schedule, reward, quiz, or the key of somebody's suggestion",
            "id": "its number; of a reward the id of the role",
            "at": "when; empty: not kept",
        },
    ),
    "barred": Subject(
        "questions you cannot answer, as you erased your data while they were open",
        {"round_id": "the number of the time that the question was asked"},
    ),
    "messages": Subject(
        "messages to you that are on their way",
        {
            "kind": "tell: a direct message; notice: one to the admins",
            "due_at": "when it is tried next",
            "text": "what it says, without what others wrote",
        },
    ),
}
