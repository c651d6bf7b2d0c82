"""`viva bank import` and `viva bank export`."""

from __future__ import annotations

import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress
from rich.text import Text

from bot.adapters.clock import SystemClock
from bot.adapters.formulas import can_render
from bot.bank import load_bank
from bot.bank.files import LOCAL
from bot.bank.loader import read_bank
from bot.bank.transfer import read_questions
from bot.bank.transfer.base import Draft, shortened, tag_of
from bot.bank.transfer.place import Placer, known_questions
from bot.bank.wording import nearest
from bot.cli.bank import counted
from bot.cli.formats import ExportFormat, ImportFormat
from bot.cli.seen import visible
from bot.errors import TransferError
from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.bank import Bank, Topic
    from bot.bank.transfer import Unplaced
    from bot.bank.transfer.base import Found
    from bot.bank.transfer.place import Placed
    from bot.domain.question import Question


def import_questions(
    kind: ImportFormat,
    path: Path,
    *,
    topic: str | None,
    level: str,
    difficulty: int,
    output: Path | None,
    force: bool,
) -> int:
    """Read questions of another program into files of drafts; print what became of each.

    Args:
        kind: the format.
        path: the file.
        topic: of the questions that name none, like the next two.
        level: junior, senior or staff.
        difficulty: 1 to 5.
        output: the file to write; one in the operator's own folder when None.
        force: whether to replace files that are there.

    Returns:
        The exit status: 1 when nothing could be imported, else 0.

    Raises:
        ConfigError: a setting is wrong.
    """
    settings = load_settings()
    target = output or settings.questions / LOCAL / f"{tag_of(path.stem) or 'imported'}.yaml"
    console = Console()
    try:
        found = read_questions(path, kind)
        bank, _ = read_bank(settings.questions, can_render=can_render, cache=settings.cache)
        _refuse_topic(topic, found, bank.topics)
        given = {"topic": topic, "level": level, "difficulty": difficulty}
        defaults = {key: value for key, value in given.items() if value is not None}
        series = _series(target)
        known = known_questions(settings.questions, series if force else ())
        placer = Placer(settings.questions, bank.topics, known, defaults, can_render)
        placed = _placed(console, placer, found)
        files = _files(target, placer.texts(placed.items))
        _refuse_files(files, series, force=force)
        for name, text in files.items():
            with _replacing(name) as new:
                new.write_text(text, encoding="utf-8")
    except TransferError as error:
        _print_error(path, error)
        return 1
    _print_placed(console, placed, list(files))
    return 0 if files else 1


def export_questions(kind: ExportFormat, path: Path, *, topic: str | None, force: bool) -> int:
    """Write the bank's questions that may be asked for another program; print what is left out.

    Args:
        kind: the format.
        path: the file to write.
        topic: only those of this topic; all when None.
        force: whether to replace a file that is there.

    Returns:
        The exit status: 1 when nothing could be written, else 0.

    Raises:
        ConfigError: a setting or the bank is wrong.
    """
    settings = load_settings()
    today = SystemClock().now().date()
    bank = load_bank(settings.questions, today=today, can_render=can_render, cache=settings.cache)
    try:
        _refuse_topic(topic, (), bank.topics)
        if path.exists() and not force:
            raise _taken(path)
        questions = bank.by_topic.get(topic, ()) if topic else tuple(bank.questions.values())
        with _replacing(path) as new:
            left_out = _write(kind, new, questions, bank)
    except TransferError as error:
        _print_error(path, error)
        return 1
    console = Console()
    console.print(
        f"{path}: {counted(len(questions) - len(left_out), 'question')}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    for one in left_out:
        _print_unplaced(console, one.what, one)
    return 0


def _write(
    kind: ExportFormat, path: Path, questions: Sequence[Question], bank: Bank
) -> Sequence[Unplaced]:
    """Write questions into a file; return those that the format cannot hold."""
    if kind is ExportFormat.ANKI:
        from bot.bank.transfer.anki_deck import write_anki

        write_anki(path, questions, bank.topics, SystemClock().now())
        return ()
    if kind is ExportFormat.GIFT:
        from bot.bank.transfer.gift_file import write_gift

        by_topic = sorted(questions, key=lambda question: question.topic)
        text, left_out = write_gift(by_topic)
        path.write_text(text, encoding="utf-8")
        return left_out
    from bot.bank.transfer.table import write_csv

    # Spreadsheets take a file for UTF-8 only if it begins with the mark.
    path.write_text(write_csv(questions), encoding="utf-8-sig", newline="")
    return ()


def _refuse_topic(topic: str | None, found: Sequence[Found], topics: Mapping[str, Topic]) -> None:
    """Raise TransferError when the topic is not one of the bank's, or none is named."""
    if topic is not None and topic not in topics:
        meant = nearest(topic, topics)
        mend = f"did you mean {meant}?" if meant else f"there are {', '.join(topics)}"
        raise TransferError(f"there is no topic {shortened(topic)}: {mend}")
    named = topic is not None or all("topic" in o.fields for o in found if isinstance(o, Draft))
    if not named:
        mend = f"add --topic and one of {', '.join(topics)}"
        raise TransferError(f"it is not said what the questions are about: {mend}")


def _placed(console: Console, placer: Placer, found: Sequence[Found]) -> Placed:
    """Place what was found behind a progress bar."""
    columns = (*Progress.get_default_columns(), MofNCompleteColumn())
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task("Placing questions", total=len(found))
        return placer.place(found, lambda done: progress.update(task, completed=done))


def _files(target: Path, texts: Sequence[str]) -> dict[Path, str]:
    """Return what goes into which file; several are numbered."""
    if len(texts) <= 1:
        return dict.fromkeys([target], texts[0]) if texts else {}
    return {
        target.with_stem(f"{target.stem}-{number:02}"): text
        for number, text in enumerate(texts, start=1)
    }


def _series(target: Path) -> list[Path]:
    """Return the files that an earlier import into the same target may have written."""
    pattern = re.compile(rf"{re.escape(target.stem)}(-\d{{2,}})?{re.escape(target.suffix)}")
    if not target.parent.is_dir():
        return []
    return sorted(path for path in target.parent.iterdir() if pattern.fullmatch(path.name))


def _refuse_files(files: Mapping[Path, str], series: Sequence[Path], *, force: bool) -> None:
    """Raise TransferError when files would be replaced unasked, or stay behind and clash."""
    for path in files:
        if path.exists() and not force:
            raise _taken(path)
    stale = [path for path in series if path not in files]
    if force and files and stale:
        raise TransferError(f"{stale[0]} is of an earlier import: remove it, or name an --output")


def _taken(path: Path) -> TransferError:
    return TransferError(f"{path} is there already: add --force to replace it")


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Lend a new file that takes the path's place when all of it is written.

    Raises:
        TransferError: the directory cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".viva-", dir=path.parent) as folder:
            new = Path(folder) / path.name
            yield new
            new.replace(path)
    except OSError as error:
        raise TransferError(f"{path} cannot be written ({error.strerror})") from error


def _print_error(path: Path, error: TransferError) -> None:
    console = Console(stderr=True)
    console.print(Text(visible(f"{path}: {error}"), style="red"), soft_wrap=True)


def _print_placed(console: Console, placed: Placed, files: Sequence[Path]) -> None:
    """Print the files, then what could not be placed, then the sum."""
    for file in files:
        console.print(Text(str(file), style="bold"), soft_wrap=True)
    for one in placed.unplaced:
        _print_unplaced(console, f"line {one.line}", one)
    count = len(placed.items)
    total = counted(count + len(placed.unplaced), "question")
    console.print(f"{count} of {total} imported as drafts.", highlight=False)
    if count:
        console.print("viva bank lint says what they lack until they can be asked.", style="dim")


def _print_unplaced(console: Console, where: str, one: Unplaced) -> None:
    line = Text(f"{where:>12}  ")
    what = visible(shortened(one.what))
    line.append(f"{what}  " if one.line and what else "", style="cyan")
    line.append(visible(one.why), style="red")
    console.print(line, soft_wrap=True)
