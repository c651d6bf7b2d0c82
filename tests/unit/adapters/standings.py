"""Pictures of standings to test with: as full as can be, with nasty names, and as empty."""

from __future__ import annotations

from datetime import date, timedelta

from bot.adapters.pictures import board, mastery, podium, profile, recap
from bot.adapters.pictures.board import BoardPicture, BoardRow
from bot.adapters.pictures.figures import Figure
from bot.adapters.pictures.mastery import MasteryPicture, MasteryRow
from bot.adapters.pictures.podium import Podium, Step
from bot.adapters.pictures.profile import ProfilePicture
from bot.adapters.pictures.recap import RecapDay, RecapPicture
from bot.adapters.pictures.topics import TopicBar
from bot.adapters.pictures.year import Day, Mark, Year

NASTY = [
    "Ann", "王小明", "عبد الله محمد علي", "दीप्ति शर्मा", "🦊👩‍💻🇩🇪", "W" * 32, "﷽" * 32, "ᓚᘏᗢ",
    "שלום עולם", "김철수 さくら", "e\u0301\u0323\u0308x\u0334\u0335", "꧁༺ Ann ༻꧂", "a\u202eb\nc",
    "", "Z" + "\u0351" * 31, "👨‍👩‍👧‍👦" * 8, "प्त्र्क्" * 8, "i" * 32, "\u200b", "မြန်မာ", "❤️‍🔥 1️⃣",
]  # fmt: skip
TODAY = date(2026, 11, 22)
TITLES = [
    "Statistics",
    "机器学习基础",
    "Reinforcement learning from human feedback and others",
    "Data",
]


def row(rank: int, name: str = "Ann", **more) -> BoardRow:
    return BoardRow(rank, name, 1 - rank / 20, "1,240 points", f"{rank} of 31 right", **more)


def bar(place: int, n: int = 31, title: str = "") -> TopicBar:
    mean = place % 11 / 10
    title = title or f"{TITLES[place % 4]} {place}"
    return TopicBar(title, mean, max(mean - 0.3, 0), min(mean + 0.2, 1), n, f"{place} of {n:,}")


def days(count: int) -> tuple[Day, ...]:
    kinds = (Mark.FROZEN, Mark.AWAY, None)
    dates = (TODAY - timedelta(days=n) for n in range(count))
    return tuple(Day(d, n % 9, kinds[n % 3]) for n, d in enumerate(dates))


MOVES = [2, -120, 0, None, 1, 34567]
FIGURES = tuple(Figure("Accuracy of all", "3rd of 24,000", name, -3) for name in NASTY[1:5])
BOARDS = [
    BoardPicture(
        NASTY[n + 1] * 9, NASTY[n] * 9,
        tuple(
            row(rank, NASTY[n + rank - 1], moved=MOVES[rank % 6], is_new=rank == 4)
            for rank in range(1, 11)
        ),
        (row(99_998, "W" * 32), row(99_999, is_viewer=True, moved=1), row(100_000)),
    )
    for n in (0, 9)
]  # fmt: skip
PROFILE = ProfilePicture(
    NASTY[6], NASTY[5], FIGURES, tuple(bar(n, 1000 * n) for n in range(20)),
    Year(TODAY, TODAY - timedelta(days=300), days(365)),
)  # fmt: skip
MASTERY = MasteryPicture(
    "The group", "Weakest first",
    tuple(MasteryRow(bar(n, 99_999 * (n % 3)), NASTY[n % len(NASTY)]) for n in range(25)),
)  # fmt: skip
RECAP = RecapPicture(
    "The week", "", FIGURES[:3],
    tuple(RecapDay(TODAY, TITLES[n % 4] * (n != 5), [n / 6, None][n > 4], "nobody answered" if n > 4
          else f"{n} of 12") for n in range(7)),
    tuple(bar(n) for n in range(5)),
)  # fmt: skip
PODIUMS = [
    Podium("Season", (Step(1, (NASTY[n],), "9 %"), Step(2, (*NASTY[n : n + 4],), "1")))
    for n in (2, 6)
]
FULL = [
    *((board.set_board, picture) for picture in BOARDS), (profile.set_profile, PROFILE),
    (mastery.set_mastery, MASTERY), (recap.set_recap, RECAP),
    *((podium.set_podium, picture) for picture in PODIUMS),
]  # fmt: skip
SMALL = [
    (board.set_board, BoardPicture("This week", "", ())),
    (profile.set_profile, ProfilePicture("", "", (), (), Year(TODAY, TODAY))),
    (profile.set_profile, ProfilePicture("Ann", "", FIGURES[:1], (bar(1),), None)),
    (mastery.set_mastery, MasteryPicture("The group", "", ())),
    (recap.set_recap, RecapPicture("The week", "", (), (), ())),
]
