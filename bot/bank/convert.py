"""From the schema's models to the domain's values."""

from __future__ import annotations

from bot.bank.bank import CheckSpec, Record
from bot.bank.schema import (
    AnyItem,
    ChoiceItem,
    CodeOutputItem,
    NumericItem,
    OpenItem,
    OrderItem,
    PythonCheck,
    QuantityModel,
    RunCheck,
    ShortItem,
    Verified,
)
from bot.domain.question import (
    Code,
    Level,
    NumericKey,
    OpenKey,
    Option,
    Quantity,
    Question,
    QuestionType,
    Reference,
    ShortKey,
)


def question_of(item: AnyItem) -> Question:
    """Return the item as the question the domain knows."""
    return Question(
        id=item.id,
        version=item.version,
        topic=item.topic,
        type=QuestionType(item.type),
        level=Level(item.level),
        difficulty=item.difficulty,
        stem=item.stem,
        explanation=item.explanation,
        references=tuple(Reference(r.title, r.url or "") for r in item.references),
        options=_options(item),
        shuffle=item.shuffle if isinstance(item, ChoiceItem) else True,
        numeric=_numeric(item) if isinstance(item, NumericItem) else None,
        short=_short(item) if isinstance(item, ShortItem) else None,
        output=_trimmed(item.answer.output) if isinstance(item, CodeOutputItem) else None,
        open=_open(item) if isinstance(item, OpenItem) else None,
        code=Code(item.code.language, item.code.source.rstrip()) if item.code else None,
        subtopic=item.subtopic or "",
        bloom=item.bloom or "",
        hints=tuple(item.hints),
        tags=tuple(item.tags),
        time_limit=item.time_limit,
        language=item.language,
    )


def check_of(item: AnyItem, file: str, line: int) -> CheckSpec | None:
    """Return how the item's key is confirmed by execution; None when it is not."""
    if item.check is None:
        return None
    if isinstance(item, CodeOutputItem) and isinstance(item.check, RunCheck):
        source, output = item.code.source.rstrip(), _trimmed(item.answer.output)
        return CheckSpec(item.id, file, line, "run", source=source, output=output)
    script = item.check.script if isinstance(item.check, PythonCheck) else ""
    return CheckSpec(item.id, file, line, "python", script=script)


def record_of(item: AnyItem, file: str, line: int) -> Record:
    """Return what the bank keeps of an item beside its question."""
    verified = item.verified or Verified()
    return Record(
        file,
        line,
        status=item.status,
        reviewed=item.reviewed,
        lint_ok=tuple(item.lint_ok),
        solved=verified.solved,
        checked=verified.checked,
    )


def _options(item: AnyItem) -> tuple[Option, ...]:
    if isinstance(item, OrderItem):
        return tuple(Option(o.id, o.text, correct=False, why=o.why) for o in item.options)
    if isinstance(item, ChoiceItem):
        return tuple(Option(o.id, o.text, o.correct, o.why) for o in item.options)
    return ()


def _numeric(item: NumericItem) -> NumericKey:
    answer = item.answer
    return NumericKey(
        _quantity(answer),
        answer.tolerance.relative,
        answer.tolerance.absolute,
        tuple(_quantity(other) for other in answer.also),
    )


def _quantity(model: QuantityModel) -> Quantity:
    return Quantity(float(model.value), model.unit)


def _short(item: ShortItem) -> ShortKey:
    return ShortKey(tuple(item.answer.accept), tuple(item.answer.regex))


def _open(item: OpenItem) -> OpenKey:
    return OpenKey(
        tuple(item.rubric), item.model_answer, tuple(item.red_flags), tuple(item.follow_ups)
    )


def _trimmed(output: str) -> str:
    return output.strip("\n").rstrip()
