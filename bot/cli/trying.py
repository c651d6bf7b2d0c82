"""`viva bank try`: questions asked in the terminal, for those who write them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text

from bot.adapters.clock import SystemClock
from bot.adapters.formulas import can_render
from bot.bank import load_bank
from bot.bank.plain import plain
from bot.bank.wording import nearest
from bot.cli.reading import LONG, advice, response_of
from bot.domain.grading import grade, show_response
from bot.domain.quantity import format_quantity
from bot.domain.question import DIFFICULTY_WORDS, Question, QuestionType
from bot.domain.round import LETTERS, draw_order
from bot.domain.wording import number, plural
from bot.errors import NotFound, Unreadable
from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.bank import Bank
    from bot.domain.question import NumericKey, OpenKey

_HINT: Final = "?"
_LACKING: Final = "viva bank lint lists what is lacking."
_NARROWEST: Final = 20
"""Columns that a text has at least, after what it hangs from."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which questions to ask: None leaves a choice open.

    Attributes:
        topic: a topic's id.
        kind: a type.
        difficulty: 1 to 5.
        id_: one question alone, whatever else is wished, drafts included.
        count: how many at most.
        drafts: whether drafts are asked instead of what is served.
    """

    topic: str | None = None
    kind: QuestionType | None = None
    difficulty: int | None = None
    id_: str | None = None
    count: int = 5
    drafts: bool = False


@dataclass(slots=True)
class Tally:
    """How the questions went so far: a score, 0 to 1, for each that was answered."""

    scores: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.scores:
            return "No question answered."
        right = sum(score == 1 for score in self.scores)
        part = sum(0 < score < 1 for score in self.scores)
        partly = f", {part} partly" if part else ""
        return f"{plural(len(self.scores), 'question')} answered, {right} right{partly}."


def try_questions(root: Path | None, wish: Wish, seed: int | None = None) -> None:
    """Ask questions of a bank in the terminal until they are through, or the input ends.

    Args:
        root: the bank's directory; the one of the settings when None.
        wish: which questions.
        seed: draws the questions and their options; by chance when None.

    Raises:
        ConfigError: a setting or the bank is wrong.
        NotFound: no question is as wished.
    """
    root = root or load_settings().questions
    bank = load_bank(root, today=SystemClock().now().date(), can_render=can_render)
    rng = random.Random(seed)
    questions = chosen_questions(bank, wish, rng)
    console = Console(highlight=False)
    ask_all(questions, console, lambda prompt: console.input(Text(prompt, style="bold")), rng)


def chosen_questions(bank: Bank, wish: Wish, rng: random.Random) -> list[Question]:
    """Return the questions that fit a wish, in an order drawn by chance.

    Raises:
        NotFound: there is none.
    """
    everything = {**bank.questions, **bank.unserved}
    if wish.id_ is not None:
        if wish.id_ not in everything:
            if wish.id_ in {fault.item for fault in bank.incomplete}:
                raise NotFound(f"The draft {wish.id_} is incomplete; {_LACKING}")
            raise NotFound(_unknown("question", wish.id_, list(everything)))
        return [everything[wish.id_]]
    if wish.topic is not None and wish.topic not in bank.topics:
        raise NotFound(_unknown("topic", wish.topic, list(bank.topics)))
    asked = bank.unserved if wish.drafts else bank.questions
    fitting = [question for question in asked.values() if _fits(bank, question, wish)]
    if not fitting:
        apart = wish.drafts and bank.incomplete
        mend = (
            f"incomplete drafts cannot be tried: {_LACKING}" if apart else "ask for less at once."
        )
        raise NotFound(f"No question is like that; {mend}")
    rng.shuffle(fitting)
    return fitting[: wish.count]


def _fits(bank: Bank, question: Question, wish: Wish) -> bool:
    return (
        wish.topic in {None, question.topic}
        and wish.kind in {None, question.type}
        and wish.difficulty in {None, question.difficulty}
        and (not wish.drafts or bank.records[question.id].status == "draft")
    )


def _unknown(what: str, name: str, names: Sequence[str]) -> str:
    meant = nearest(name, names)
    return f"There is no {what} {name}" + (f"; did you mean {meant}?" if meant else ".")


def ask_all(
    questions: Sequence[Question],
    console: Console,
    read: Callable[[str], str],
    rng: random.Random,
) -> None:
    """Ask questions one after the other, and sum up at the end, also when the input ends early.

    Args:
        questions: what to ask.
        console: where to print.
        read: returns a line that was typed, without its line break; raises EOFError at the end.
        rng: draws the order of options.
    """
    tally = Tally()
    try:
        for at, question in enumerate(questions, start=1):
            console.rule(f"{at} of {len(questions)}: {question.id}", align="left")
            tally.scores.append(_ask(question, console, read, rng))
    except (EOFError, KeyboardInterrupt):
        console.print("\n\nGood-bye. ", end="")
    console.print(str(tally))


def _ask(
    question: Question, console: Console, read: Callable[[str], str], rng: random.Random
) -> float:
    """Ask a question; return the score, 0 to 1."""
    order = draw_order(question, rng)
    _show(question, order, console)
    response = _answer(question, order, console, read)
    if question.open is not None:
        score = _own_judgement(question.open, console, read)
        console.print(_verdict(score))
    else:
        score = grade(question, response).score
        answered = Text(f" You answered {show_response(question, order, response)}.")
        console.print(_verdict(score) + answered)
    _reveal(question, order, console)
    return score


def _show(question: Question, order: tuple[int, ...], console: Console) -> None:
    difficulty = DIFFICULTY_WORDS[question.difficulty - 1]
    kind = question.type.value.replace("_", " ")
    console.print(Text(f"{question.topic}, {question.level}, {difficulty}, {kind}", style="dim"))
    console.print(Text(f"\n{plain(question.stem)}\n", style="bold"))
    if question.code is not None:
        console.print(Padding(Syntax(question.code.source, question.code.language), (0, 2)), "")
    for letter, index in zip(LETTERS, order, strict=False):
        _hang(console, f"  {letter}  ", plain(question.options[index].text))
    if question.options:
        console.print()


def _answer(
    question: Question, order: tuple[int, ...], console: Console, read: Callable[[str], str]
) -> str:
    """Read an answer until it can be understood."""
    hints = iter(question.hints)
    more = f" ({_HINT} for a hint)" if question.hints else ""
    while True:
        text = _typed(question, f"{advice(question)}{more}: ", read)
        if text.strip() == _HINT:
            console.print(Text(plain(next(hints, "There are no more hints.")), style="italic"))
            continue
        try:
            return response_of(question, order, text)
        except Unreadable as error:
            console.print(Text(str(error), style="yellow"))


def _typed(question: Question, prompt: str, read: Callable[[str], str]) -> str:
    first = read(prompt)
    if question.type not in LONG or not first or first.strip() == _HINT:
        return first
    return "\n".join([first, *_rest(read)])


def _rest(read: Callable[[str], str]) -> Iterator[str]:
    """Yield lines up to an empty one; the end of the input ends the answer, too."""
    try:
        while line := read(""):
            yield line
    except EOFError:
        return


def _own_judgement(key: OpenKey, console: Console, read: Callable[[str], str]) -> float:
    """Show the rubric and ask which of its points the answer made; return their share."""
    console.print("\nWhat a good answer covers:")
    for at, point in enumerate(key.rubric, start=1):
        _hang(console, f"  {at}  ", plain(point))
    while True:
        made = read("Which of these did you cover? Numbers, or nothing for none: ")
        numbers = set(made.replace(",", " ").split())
        if numbers <= {str(at) for at in range(1, len(key.rubric) + 1)}:
            return len(numbers) / len(key.rubric)
        console.print(Text(f"Type numbers from 1 to {len(key.rubric)}.", style="yellow"))


def _reveal(question: Question, order: tuple[int, ...], console: Console) -> None:
    in_order = question.type is QuestionType.ORDER
    letters = dict(zip(order, LETTERS, strict=False))
    for index in sorted(order) if in_order else order:
        option = question.options[index]
        mark = "+" if option.correct or in_order else "-"
        _hang(console, f"  {mark} {letters[index]}  ", plain(option.text))
        _hang(console, " " * 7, plain(option.why), style="dim")
    for line in _typed_key(question):
        console.print(Text(line))
    console.print(Text(f"\n{plain(question.explanation)}\n"))
    for reference in question.references:
        console.print(Text(f"  {reference.title}  {reference.url}".rstrip(), style="dim"))
    console.print()


def _hang(console: Console, label: str, text: str, style: str = "") -> None:
    """Print a text after a label; the lines below stand as far in as the first."""
    lines = Text(text, style).wrap(console, max(console.width - len(label), _NARROWEST))
    for at, line in enumerate(lines):
        line.rstrip()
        console.print(Text(" " * len(label) if at else label) + line, soft_wrap=True)


def _verdict(score: float) -> Text:
    if score == 1:
        return Text("\nRight.", style="bold green")
    if score:
        return Text(f"\nPartly right: {score:.0%}.", style="bold yellow")
    return Text("\nWrong.", style="bold red")


def _typed_key(question: Question) -> Iterator[str]:
    if question.numeric is not None:
        yield f"  {_number(question.numeric)}"
    if question.short is not None:
        yield f"  {', '.join(question.short.accept)}"
    if question.output is not None:
        yield question.output
    if question.open is not None:
        yield f"\nA good answer: {plain(question.open.model_answer)}"
        for flag in question.open.red_flags:
            yield f"  red flag: {plain(flag)}"
        for follow_up in question.open.follow_ups:
            yield f"  follow-up: {plain(follow_up)}"


def _number(key: NumericKey) -> str:
    values = " or ".join(format_quantity(one) for one in (key.quantity, *key.also))
    if key.relative:
        return f"{values}, within {number(100 * key.relative)}%"
    if key.absolute:
        return f"{values}, within {number(key.absolute)} {key.quantity.unit}".rstrip()
    return values
