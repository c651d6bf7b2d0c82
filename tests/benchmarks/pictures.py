"""`pictures`: full pictures of standings with names that were not seen before.

A board has 13 rows, a profile 20 topics and a year of days, a map 25 topics and names, a week 7
days. Names are of letters from ten scripts, or of emoji, and of up to 32 characters. The baseline
sets the same texts in the same sizes by a call of resvg each, and keeps all colours.
"""

from __future__ import annotations

import io
import random
import time
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING

import resvg_py
from PIL import Image

from bot.adapters.pictures.board import BoardPicture, BoardRow, set_board
from bot.adapters.pictures.figures import Figure
from bot.adapters.pictures.lettering import SMALLEST
from bot.adapters.pictures.mastery import MasteryPicture, MasteryRow, set_mastery
from bot.adapters.pictures.podium import Podium, Step, set_podium
from bot.adapters.pictures.profile import ProfilePicture, set_profile
from bot.adapters.pictures.recap import RecapDay, RecapPicture, set_recap
from bot.adapters.pictures.theme import DARK
from bot.adapters.pictures.topics import TopicBar
from bot.adapters.pictures.typefaces import FAMILIES, LATIN, file_of
from bot.adapters.pictures.year import Day, Mark, Year
from tests.benchmarks.harness import Aim, Result, benchmark, best

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.pictures.sheet import Sheet, Words

TURNS = 8
GOAL = 60.0
"""Milliseconds a picture."""
TODAY = date(2026, 11, 22)
SCRIPTS = (
    "abcdefghijklmnopqrstuvwxyz", "àéîõüçßłøå", "абвгдежзиклмн", "αβγδεζηθ", "王小明李华张伟",
    "さくらはなこたろう", "김철수박영희", "ابتثجحخدذرزسشع", "अआकखगघचजटडतनपमर", "אבגדהוזחטי",
    "🦊🐼🎉🚀🌟",
)  # fmt: skip
LENGTHS = (3, 6, 9, 12, 20, 32)


@dataclass
class Artist:
    """Draws pictures with new words, and the same in a naive way."""

    rng: random.Random

    def name(self, place: int) -> str:
        """Return a new name: scripts take turns."""
        length = self.rng.choice(LENGTHS)
        return "".join(self.rng.choices(SCRIPTS[place % len(SCRIPTS)], k=length))

    def topic(self, place: int) -> TopicBar:
        mean, title = self.rng.random(), f"The {place}th topic of the bank"
        low, high = max(mean - 0.2, 0), min(mean + 0.1, 1)
        return TopicBar(title, mean, low, high, 31, f"{place} of 31")

    def board(self) -> Sheet:
        rows = [
            BoardRow(n, self.name(n), 1 - n / 20, f"{90 - n}.3 %", f"{n} of 31 right", n - 4)
            for n in range(1, 14)
        ]
        return set_board(BoardPicture("Season", "All topics", (*rows[:10],), (*rows[10:],)), DARK)

    def profile(self) -> Sheet:
        marks = (None, None, None, Mark.FROZEN, Mark.AWAY)
        days = tuple(
            Day(TODAY - timedelta(days=n), self.rng.randrange(9) * (n % 5 < 3), marks[n % 5])
            for n in range(365)
        )
        figures = tuple(Figure("Season", f"{n}rd of 24", "this week", n) for n in range(4))
        topics = tuple(map(self.topic, range(20)))
        year = Year(TODAY, TODAY - timedelta(days=400), days)
        return set_profile(ProfilePicture(self.name(7), "", figures, topics, year), DARK)

    def mastery(self) -> Sheet:
        rows = tuple(MasteryRow(self.topic(n), self.name(n)) for n in range(25))
        return set_mastery(MasteryPicture("The group", "Weakest first", rows), DARK)

    def recap(self) -> Sheet:
        figures = tuple(Figure("Answers", str(n), "this week", n) for n in range(4))
        days = tuple(
            RecapDay(TODAY + timedelta(days=n), self.topic(n).title, n / 7, f"{n} of 7")
            for n in range(7)
        )
        topics = tuple(map(self.topic, range(12)))
        return set_recap(RecapPicture("The week", "", figures, days, topics), DARK)

    def podium(self) -> Sheet:
        steps = tuple(Step(n, (self.name(n + 5), self.name(n + 2)), "9 points") for n in (1, 2, 3))
        return set_podium(Podium("Season", steps), DARK)


def naive(sheet: Sheet) -> bytes:
    """Return a sheet whose every word is a call of resvg, as a PNG with all colours."""
    image, out = sheet.image.copy(), io.BytesIO()
    fonts = [file_of(family) for family in FAMILIES]
    for words in sheet.words:
        letters = set_naively(words, fonts)
        image.paste(letters, (words.left, words.top), letters)
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()


def set_naively(words: Words, fonts: list[str]) -> Image.Image:
    width, height = words.letters.width + SMALLEST, words.letters.height
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<text y="{height * 2 // 3}" font-size="{height / 1.7}" fill="rgb{words.colour}">'
        f"{escape(words.text)}</text></svg>"
    )
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_files=fonts, font_family=LATIN
    )
    return Image.open(io.BytesIO(bytes(drawn))).convert("RGBA")


def turn(draw: Callable[[], object]) -> Callable[[], Awaitable[float]]:
    """Return a turn of drawing one picture, in milliseconds."""

    async def timed() -> float:
        start = time.perf_counter()
        draw()
        return (time.perf_counter() - start) * 1000

    return timed


@benchmark("pictures")
async def run() -> list[Result]:
    """Full pictures of standings with new names, against a call of resvg for each text."""
    artist, results = Artist(random.Random(5)), []
    for kind in (artist.board, artist.profile, artist.mastery, artist.recap, artist.podium):
        kind().png()  # fonts and shapes are loaded
        sheet = kind()
        found = await best(
            {"own": turn(lambda kind=kind: kind().png()), "naive": turn(lambda s=sheet: naive(s))},
            turns=TURNS,
        )
        name = kind.__name__
        results.append(Result(name, "ms", found["own"], found["naive"], GOAL, Aim.LIMIT))
    return results
