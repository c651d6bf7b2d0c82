"""`bank`: loading 10,000 questions, validated, without and with the cache.

The questions are generated: 25 topics of 400, in files of 25, as long as those of the shipped bank,
with its share of types, formulas and listings. The baseline is `yaml.safe_load` of the same files,
which validates nothing. Every turn loads all files; reading them from the disk's cache is part of
it.
"""

from __future__ import annotations

import random
import shutil
import time
from typing import TYPE_CHECKING

import yaml

from bot.bank import load_bank
from tests.benchmarks.harness import Aim, Result, benchmark, best, folder

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.bank import Bank

TOPICS, FILES, ITEMS = 25, 16, 25
COLD_S, WARM_MS = 1.5, 150.0
COLD_TURNS, WARM_TURNS = 4, 15

COMMON = """\
- id: {id}
  type: {type}
  level: {level}
  difficulty: {difficulty}
  bloom: apply
  stem: >-
    With unit-variance, independent query and key entries and {given}, a team drops the
    {factor} factor from dot-product attention and trains on {number} sequences a step.
    {question}
  explanation: >-
    Each score is a sum of {size} products of unit variance, so its deviation grows with the
    root of the dimension. Large logits make the softmax nearly one-hot, where its Jacobian is close
    to zero, and the gradients of query and key all but vanish for run {number}.
  references:
  - {{title: "Attention Is All You Need, 3.2.1", url: "https://arxiv.org/abs/1706.03762"}}
  - {{title: "Goodfellow et al., Deep learning, 6.2.2", url: "https://www.deeplearningbook.org/"}}
  time_limit: 90
  verified: {{solved: 2, checked: true}}
"""
OPTIONS = """\
  options:
  - id: a
    text: "Scores spread to a deviation of {number}, so softmax saturates and gradients shrink"
    correct: true
    why: "The variance of a sum of unit products is {size}; the root of {number} is its spread."
  - id: b
    text: "Scores shrink towards zero, so every token receives an almost equal attention weight"
    why: "That is what too large a divisor does; here it was removed and nothing divides any more."
  - id: c
    text: "Scores keep unit variance, so only the learning-rate schedule has to be tuned again"
    {second}why: "Unit variance is what the scaling provides; the sum of products does not keep it."
  - id: d
    text: "Scores become position-dependent, so the positional encoding stops being needed"
    why: "A constant factor adds no information about positions, and removing it adds none either."
"""
LISTING = """\
  code:
    language: python
    source: |
      scores = [{number} * n for n in range(4)]
      print(max(scores) - min(scores))
  answer: {{output: "{number}"}}
"""
RUBRIC = """\
  rubric:
  - Looks at the spread of the scores
  - Looks at the gradients of the query
  - Compares with a run that has the factor
  model_answer: >-
    First I would plot the standard deviation of the scores at step zero of run {number}, which
    should be near one and is far above it; then the entropy of the attention, which collapses; and
    last a short run with the factor restored, changing nothing else.
"""
FORMULAS = {"given": "$d_k = {}$", "factor": "$1/\\sqrt{{d_k}}$", "size": "$d_k$"}
WORDS = {"given": "{} dimensions a head", "factor": "scaling", "size": "the head's dimension"}
KEYS = {
    "single": ("What should they expect at the start?", OPTIONS),
    "multiple": ("Which of these should they expect at the start?", OPTIONS),
    "numeric": (
        "Near which value is the standard deviation of a score?",
        "  answer: {{value: {number}.5, unit: ms, tolerance: {{relative: 0.05}}}}\n",
    ),
    "short": (
        "Which function saturates then?",
        "  answer: {{accept: [softmax, the softmax, soft-max {number}], regex: ['soft-?max']}}\n",
    ),
    "code_output": ("What does the listing print?", LISTING),
    "open": ("How would you find out what is wrong, and in which order?", RUBRIC),
}
SHARES = {"single": 9, "multiple": 3, "numeric": 3, "short": 1, "code_output": 1, "open": 3}
"""About those of the shipped bank, in twentieths; a quarter of its questions have formulas."""


def item(number: int, rng: random.Random) -> str:
    (kind,) = rng.choices(list(SHARES), list(SHARES.values()))
    question, key = KEYS[kind]
    parts = FORMULAS if rng.random() < 0.25 else WORDS
    return (COMMON + key).format(
        id=f"item-{number:05}",
        type=kind,
        level=rng.choice(("junior", "senior", "staff")),
        difficulty=rng.randint(1, 5),
        number=number + 100,
        question=question,
        **{name: text.format(number + 100) for name, text in parts.items()},
        second="correct: true\n    " if kind == "multiple" else "",
    )


def write(root: Path) -> Path:
    """Write the bank; return its folder."""
    rng = random.Random(1)
    names = [f"topic-{number:02}" for number in range(TOPICS)]
    topics = "".join(f"- {{id: {name}, title: {name}, weight: 1}}\n" for name in names)
    root.mkdir()
    (root / "topics.yaml").write_text(f"schema: 1\ntopics:\n{topics}")
    numbers = iter(range(TOPICS * FILES * ITEMS))
    for name in names:
        (root / name).mkdir()
        for file in range(FILES):
            head = f"schema: 1\ndefaults: {{topic: {name}, language: en, reviewed: 2026-11-22}}\n"
            items = "\n".join(item(next(numbers), rng) for _ in range(ITEMS))
            (root / name / f"{file:02}.yaml").write_text(f"{head}questions:\n{items}")
    return root


def timed(run: Callable[[], object]) -> Callable[[], Awaitable[float]]:
    """Return a turn: how many seconds something takes."""

    async def turn() -> float:
        start = time.perf_counter()
        kept = run()  # what is loaded is thrown away after the turn, not within it
        took = time.perf_counter() - start
        del kept
        return took

    return turn


@benchmark("bank")
async def run() -> list[Result]:
    """10,000 questions loaded and validated, against yaml.safe_load of the same files."""
    with folder() as place:
        root, cache = write(place / "bank"), place / "cache"
        files = sorted(root.glob("*/*.yaml"))

        def cold() -> Bank:
            shutil.rmtree(cache, ignore_errors=True)
            return load_bank(root, cache=cache)

        def warm() -> Bank:
            return load_bank(root, cache=cache)

        def plain() -> list[object]:
            return [yaml.safe_load(file.read_text()) for file in files]

        cold()
        found = await best({"warm": timed(warm)}, turns=WARM_TURNS)
        found |= await best({"cold": timed(cold)}, turns=COLD_TURNS)
        found |= await best({"plain": timed(plain)}, turns=1)
        count = len(load_bank(root, cache=cache).questions)
    plain_s = found["plain"]
    return [
        Result("loaded", "questions", count, TOPICS * FILES * ITEMS, 1.0, Aim.AT_LEAST),
        Result("cold", "s", found["cold"], plain_s, COLD_S, Aim.LIMIT),
        Result("warm", "ms", found["warm"] * 1000, plain_s * 1000, WARM_MS, Aim.LIMIT),
    ]
