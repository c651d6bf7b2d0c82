"""What `viva` offers; every command reads its arguments and hands over.

Whatever is slow to import is imported by the command that needs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import bot
from bot.cli.formats import ExportFormat, ImportFormat
from bot.domain.question import Level, QuestionType
from bot.errors import NotFound

_RUNNING = "Running"
_BANK = "The question bank"
_UPKEEP = "Upkeep"

_EPILOG = "\n\n".join(
    (
        "[b]Examples[/b]",
        "[cyan]viva demo[/cyan]  -  try it in the browser, without a token",
        "[cyan]viva run[/cyan]  -  run the bot with the token in VIVA_TOKEN or .env",
        "[cyan]viva bank check questions[/cyan]  -  check questions before they are asked",
        "[b]Settings[/b]",
        (
            "Environment variables, or lines of a file .env in the current directory: VIVA_TOKEN, "
            "VIVA_DATABASE, VIVA_QUESTIONS, VIVA_CACHE, VIVA_LOG_LEVEL, VIVA_HEALTH_PORT, "
            "VIVA_SHARD_COUNT. "
            "What is wrong with them is listed all at once, with exit status 78."
        ),
    )
)

app = typer.Typer(
    name="viva",
    help="Viva is a Discord bot with which a group prepares for interviews together.",
    epilog=_EPILOG,
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
bank = typer.Typer(no_args_is_help=True, help="Check, lint, count and try the question bank.")
database = typer.Typer(no_args_is_help=True, help="Look after the database file.")
standings = typer.Typer(no_args_is_help=True, help="Look after the leaderboards.")
app.add_typer(bank, name="bank", rich_help_panel=_BANK)
app.add_typer(database, name="db", rich_help_panel=_UPKEEP)
app.add_typer(standings, name="standings", rich_help_panel=_UPKEEP)


@app.callback()
def viva(
    *,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Take the options that stand before a command."""
    if version:
        typer.echo(f"viva {bot.__version__}")
        raise typer.Exit


@app.command(rich_help_panel=_RUNNING)
def run() -> None:
    """Run the bot until it is told to stop (Ctrl-C, or SIGTERM)."""
    from bot.cli.serving import serve

    serve()


@app.command(rich_help_panel=_RUNNING)
def demo(
    *,
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            help="The port, or the first that may be free.",
            show_default="8765 or the next free one",
        ),
    ] = None,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Print the address, and open no browser.")
    ] = False,
) -> None:
    """Try everything in a local page: no token, no Discord, nothing is kept."""
    from bot.cli.serving import serve_demo

    serve_demo(port, open_page=not no_open)


@app.command(rich_help_panel=_RUNNING)
def health() -> None:
    """Say whether the Viva on this machine is well; exit 1 and tell why if not."""
    from bot.adapters.probe import probe
    from bot.settings import load_settings

    found = probe(load_settings().health_port)
    typer.echo(found.why, err=not found.healthy)
    raise typer.Exit(0 if found.healthy else 1)


@bank.command("check")
def bank_check(
    path: Annotated[
        Path | None,
        typer.Argument(exists=True, file_okay=False, help="Its directory; else VIVA_QUESTIONS."),
    ] = None,
    *,
    no_execute: Annotated[
        bool,
        typer.Option("--no-execute", help="Leave out what takes longer: running code and checks."),
    ] = False,
) -> None:
    """Check every question: its form, its key, and by execution where it says how."""
    from bot.cli.bank import check

    raise typer.Exit(check(path, execute=not no_execute))


@bank.command("lint")
def bank_lint(
    path: Annotated[
        Path | None,
        typer.Argument(exists=True, file_okay=False, help="Its directory; else VIVA_QUESTIONS."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Mend first what is mechanical: option order, white space."),
    ] = False,
    execute: Annotated[
        bool, typer.Option("--execute/--no-execute", help="Confirm keys by execution, too.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail, too.")] = False,
) -> None:
    """Find what makes questions unfair: cues to the key, likeness, uneven coverage."""
    from bot.cli.lint import lint

    raise typer.Exit(lint(path, as_json=as_json, fix=fix, execute=execute, strict=strict))


@bank.command("stats")
def bank_stats(
    path: Annotated[
        Path | None,
        typer.Argument(exists=True, file_okay=False, help="Its directory; else VIVA_QUESTIONS."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    picture: Annotated[
        Path | None,
        typer.Option("--picture", dir_okay=False, help="Draw the coverage into this PNG file."),
    ] = None,
) -> None:
    """Count what the bank has, against what it aims for, and what was verified."""
    from bot.cli.stats import stats

    stats(path, as_json=as_json, picture=picture)


@bank.command("try")
def bank_try(
    path: Annotated[
        Path | None,
        typer.Argument(exists=True, file_okay=False, help="Its directory; else VIVA_QUESTIONS."),
    ] = None,
    *,
    topic: Annotated[str | None, typer.Option("--topic", help="Only of this topic.")] = None,
    kind: Annotated[QuestionType | None, typer.Option("--type", help="Only of this type.")] = None,
    difficulty: Annotated[
        int | None, typer.Option("--difficulty", min=1, max=5, help="Only of this difficulty.")
    ] = None,
    id_: Annotated[str | None, typer.Option("--id", help="This question alone.")] = None,
    count: Annotated[int, typer.Option("--count", min=1, help="How many.")] = 5,
    drafts: Annotated[bool, typer.Option("--drafts", help="Drafts instead.")] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Draw the same again.", show_default="by chance")
    ] = None,
) -> None:
    """Answer questions in the terminal, and see why; Ctrl-D ends."""
    from bot.cli.trying import Wish, try_questions

    try:
        try_questions(path, Wish(topic, kind, difficulty, id_, count, drafts), seed)
    except NotFound as error:
        raise typer.BadParameter(str(error)) from error


@bank.command("schema")
def bank_schema() -> None:
    """Write the JSON Schema of a question file, for editors, to standard output."""
    from bot.cli.bank import schema

    typer.echo(schema(), nl=False)


@bank.command("import")
def bank_import(
    kind: Annotated[
        ImportFormat, typer.Argument(metavar="FORMAT", help=f"One of {', '.join(ImportFormat)}.")
    ],
    path: Annotated[Path, typer.Argument(metavar="FILE", help="What the other program wrote.")],
    *,
    topic: Annotated[
        str | None, typer.Option(help="The topic of questions that name none.")
    ] = None,
    level: Annotated[Level, typer.Option(help="Likewise, their level.")] = Level.JUNIOR,
    difficulty: Annotated[int, typer.Option(min=1, max=5, help="Likewise, their difficulty.")] = 2,
    output: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="The file to write.", show_default="local/NAME.yaml"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
) -> None:
    """Read questions of another program as drafts; list what cannot be placed, and why."""
    from bot.cli.transfer import import_questions

    status = import_questions(
        kind,
        path,
        topic=topic,
        level=level.value,
        difficulty=difficulty,
        output=output,
        force=force,
    )
    raise typer.Exit(status)


@bank.command("export")
def bank_export(
    kind: Annotated[
        ExportFormat, typer.Argument(metavar="FORMAT", help=f"One of {', '.join(ExportFormat)}.")
    ],
    path: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="Where to.")],
    *,
    topic: Annotated[str | None, typer.Option(help="Only the questions of this topic.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write the questions for another program: an Anki deck, a table, or GIFT for Moodle."""
    from bot.cli.transfer import export_questions

    raise typer.Exit(export_questions(kind, path, topic=topic, force=force))


@database.command("upgrade")
def db_upgrade() -> None:
    """Create the database, or bring it up to date (`viva run` does so by itself)."""
    from bot.cli.upkeep import upgrade

    typer.echo(upgrade())


@standings.command("rebuild")
def standings_rebuild() -> None:
    """Recompute all standings from the awards, and report what was different."""
    from bot.cli.upkeep import rebuild

    typer.echo(rebuild())
