"""The simulated members: how good they are, when they answer, and what they would say.

They know the question as a member does not, so that "strong" can mean something; what they do with
it is what any member can do: react, press, fill in a form, write in a thread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.question import QuestionType

if TYPE_CHECKING:
    import random

    from bot.domain.question import NumericKey, Question
    from bot.domain.round import Round

_AVERAGE = 3
_PER_STEP = 0.09
"""How much a step of difficulty takes from the chance to be right."""
_SLOWEST = 40
"""Minutes after which nobody is slower in a quiz."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Character:
    """A simulated member.

    `skill` is the chance to be right at medium difficulty, `diligence` the chance to answer at all.
    The delays are minutes after the opening.
    """

    user: str
    name: str
    note: str
    skill: float
    diligence: float
    soonest: float
    latest: float

    def delay(self, rng: random.Random) -> timedelta:
        """Draw how long after the opening the member answers."""
        return timedelta(minutes=rng.uniform(self.soonest, self.latest))

    def pace(self, rng: random.Random) -> float:
        """Draw the part of a quiz's window, 0.1 to 0.9, after which the member answers."""
        slowness = min(self.latest, _SLOWEST) / _SLOWEST
        return min(max(rng.gauss(0.25 + 0.35 * slowness, 0.12), 0.1), 0.9)

    def is_right(self, question: Question, rng: random.Random) -> bool:
        """Draw whether the member knows the answer."""
        chance = self.skill - _PER_STEP * (question.difficulty - _AVERAGE)
        return rng.random() < min(0.97, max(0.05, chance))


CHARACTERS = (
    Character("amara", "Amara Obi", "strong, and quick", 0.92, 1.0, 0.05, 0.4),
    Character("jonas", "Jonas Weber", "solid", 0.74, 0.95, 0.1, 3),
    Character("olena", "Олена Коваль", "strong, takes her time", 0.85, 0.95, 4, 40),
    Character("priya", "Priya Raman", "getting better", 0.62, 0.9, 1, 9),
    Character("mateo", "Mateo Silva", "guesses a lot", 0.4, 0.85, 0.3, 5),
    Character("zofia", "Zofia Nowak", "answers in the evening", 0.66, 0.8, 90, 400),
)

VISITOR = Character("you", "You", "owns the server", 0.7, 1.0, 2, 30)
"""What the visitor at the page did before the page was opened."""


def choose(round_: Round, rng: random.Random, *, right: bool) -> list[int]:
    """Return the display positions a member picks."""
    keys = sorted(round_.key_positions)
    others = [p for p in range(len(round_.order)) if p not in round_.key_positions]
    if right or not others:
        return keys
    if round_.question.type is QuestionType.MULTIPLE:
        return sorted([rng.choice(others), *keys[1:]])
    return [rng.choice(others)]


def arrange(round_: Round, rng: random.Random, *, right: bool) -> list[int]:
    """Return the display positions in the order a member puts them; wrong: two change places."""
    order = list(round_.key_order)
    if not right:
        one, other = rng.sample(range(len(order)), 2)
        order[one], order[other] = order[other], order[one]
    return order


def type_answer(question: Question, rng: random.Random, *, right: bool) -> str:
    """Return what a member types into the form of a question with a typed answer."""
    if question.numeric is not None:
        return _number(question.numeric, rng, right=right)
    if question.short is not None:
        return rng.choice(question.short.accept) if right else "not sure"
    output = question.output or ""
    return output if right else f"{output.strip()}0"


def _number(key: NumericKey, rng: random.Random, *, right: bool) -> str:
    value = key.quantity.value if right else key.quantity.value * rng.choice((0.5, 2, 10))
    return f"{value:.6g} {key.quantity.unit}".strip()


def write_answer(question: Question, rng: random.Random, *, right: bool) -> str:
    """Return what a member writes in the thread of an open question."""
    if question.open is None:
        return "I would start with the data."
    sentences = _SENTENCE.split(question.open.model_answer.strip())
    kept = max(1, len(sentences) - 1) if right else 1
    start = 0 if right else rng.randrange(len(sentences))
    return " ".join(sentences[start : start + kept])
