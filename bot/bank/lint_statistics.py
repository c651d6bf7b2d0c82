"""What the keys of many questions give away together: lengths, positions, true and false.

Measured over the questions that are asked. The order of options is the authors': members see it
shuffled, but an author who always writes the key first tends to write it with most care, too.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.bank.plain import plain
from bot.domain.question import QuestionType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.bank.bank import Bank
    from bot.domain.question import Question

ENOUGH: Final = 20
"""Questions of a topic from which on its statistics are judged."""
ENOUGH_TRUE_FALSE: Final = 5
"""True-false questions of the bank from which on a share of 40 to 60% can be had."""
LEAST_TRUE, MOST_TRUE = 0.4, 0.6
LEAST_P: Final = 0.01
_CHANCE, _VARIANCE, _QUANTILE = 0.25, 0.1875, 1.645
"""Of four options each is the longest by chance in a quarter; 1.645 leaves 5% above."""
_LEAST_EXPECTED: Final = 1.0
"""Positions with fewer expected keys are counted together with the one before."""


class Suspicion(NamedTuple):
    """What is wrong with the questions of a topic; the topic is empty for the whole bank."""

    topic: str
    code: str
    problem: str
    mend: str


def suspicions(bank: Bank) -> Iterator[Suspicion]:
    """Yield what the keys of the bank give away together."""
    for topic, questions in bank.by_topic.items():
        if len(questions) >= ENOUGH:
            yield from _of_topic(topic, singles(questions))
    yield from _true_false([q for q in bank.questions.values() if _is_true_false(q)])


def singles(questions: Iterable[Question]) -> list[Question]:
    """Return the questions with one right option of several."""
    return [question for question in questions if question.type is QuestionType.SINGLE]


def longest_keys(questions: Iterable[Question]) -> int:
    """Return in how many questions the key is strictly the longest option, as read."""
    return sum(map(_is_longest, questions))


def longest_share_limit(count: int) -> float:
    """Return the largest share of longest keys that chance explains among `count` questions."""
    return _CHANCE + _QUANTILE * math.sqrt(_VARIANCE / count)


def key_positions(questions: Iterable[Question]) -> Counter[int]:
    """Return how often the key stands at each position (0 first), in the authors' order."""
    return Counter(next(iter(question.keys)) for question in questions)


def uniformity(questions: Sequence[Question]) -> float:
    """Return the probability (chi-squared) that chance places keys as unevenly as here, or worse.

    A question of k options expects 1/k of a key at each of its first k positions.
    """
    expected: dict[int, float] = {}
    for question in questions:
        for position in range(len(question.options)):
            expected[position] = expected.get(position, 0) + 1 / len(question.options)
    return _p_value(key_positions(questions), expected)


def _p_value(seen: Mapping[int, int], expected: Mapping[int, float]) -> float:
    groups: list[tuple[int, float]] = []
    for position in sorted(expected):
        one = seen[position], expected[position]
        if groups and one[1] < _LEAST_EXPECTED:
            last = groups.pop()
            one = last[0] + one[0], last[1] + one[1]
        groups.append(one)
    statistic = sum((found - wanted) ** 2 / wanted for found, wanted in groups)
    return chi_squared_survival(statistic, len(groups) - 1) if len(groups) > 1 else 1.0


def chi_squared_survival(statistic: float, freedom: int) -> float:
    """Return the probability that a chi-squared variable is at least `statistic`.

    In closed form: Q(1) = erfc(sqrt(x/2)), Q(2) = exp(-x/2), and
    Q(k + 2) = Q(k) + (x/2)^(k/2) exp(-x/2) / gamma(k/2 + 1) (Abramowitz and Stegun, 26.4.4 and 5).

    Args:
        statistic: x, 0 or more.
        freedom: degrees of freedom, 1 or more.
    """
    half = statistic / 2
    at = 2 - freedom % 2
    total = math.exp(-half) if at == 2 else math.erfc(math.sqrt(half))  # noqa: PLR2004 - the parity
    while at < freedom:
        total += half ** (at / 2) * math.exp(-half) / math.gamma(at / 2 + 1)
        at += 2
    return min(total, 1.0)


def _of_topic(topic: str, questions: list[Question]) -> Iterator[Suspicion]:
    if not questions:
        return
    count, longest = len(questions), longest_keys(questions)
    limit = longest_share_limit(count)
    if longest / count > limit:
        problem = f"the key is the longest option in {longest} of {count}, at most {limit:.0%} may"
        yield Suspicion(topic, "B001", problem, "shorten keys, or fill distractors")
    p = uniformity(questions)
    if p < LEAST_P:
        positions = key_positions(questions)
        shown = ", ".join(f"{'ABCDE'[at]} {positions[at]}" for at in range(max(positions) + 1))
        problem = f"the keys are placed unevenly: {shown} (p = {p:.4f})"
        yield Suspicion(topic, "B002", problem, "let --fix draw the order of the options")


def _true_false(questions: list[Question]) -> Iterator[Suspicion]:
    count = len(questions)
    true = sum(question.options[min(question.keys)].text == "True" for question in questions)
    least, most = math.floor(LEAST_TRUE * count), math.ceil(MOST_TRUE * count)
    if count >= ENOUGH_TRUE_FALSE and not least <= true <= most:
        problem = f"{true} of {count} true-false questions are true; 40 to 60% should be"
        yield Suspicion("", "B003", problem, "turn statements round")


def _is_true_false(question: Question) -> bool:
    """Whether a question's options are True and False in so many words."""
    texts = {option.text for option in question.options}
    return question.type is QuestionType.TRUE_FALSE and texts == {"True", "False"}


def _is_longest(question: Question) -> bool:
    lengths = {at: len(plain(option.text)) for at, option in enumerate(question.options)}
    key = lengths.pop(min(question.keys))
    return all(key > other for other in lengths.values())
