"""The command line: what it offers, what it says when something is wrong, and how it ends."""

import asyncio
import io
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

import bot
from bot.__main__ import main
from bot.cli.commands import app
from bot.cli.serving import until_told_to_stop
from bot.errors import StoreError, Unreachable
from bot.settings import Settings
from tests.unit.bank.writing import item, write

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde." + "x" * 38
SLOW = {"aiohttp", "alembic", "apscheduler", "asyncio", "discord", "pydantic", "sqlalchemy", "yaml"}


pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.fixture
def viva(monkeypatch, capsys):
    """Run a command as a shell would; return its exit status and what it printed where."""

    def run(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["viva", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return run


def test_a_terminal_that_cannot_show_a_character_shows_another(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["viva", "--help"])
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)

    with pytest.raises(SystemExit):
        main()

    print("Viva → 1", file=terminal)
    terminal.seek(0)
    assert terminal.read().endswith("Viva ? 1\n")


def test_what_a_faulty_bank_holds_does_not_reach_the_terminal_as_it_is(viva, tmp_path):
    write(tmp_path, item(level='"\\e[31mboss"'))

    status, _, text = viva("bank", "stats", str(tmp_path))

    assert status == 78
    assert r'`level` is "\x1b[31mboss"' in text
    assert "\x1b" not in text


def test_help_lists_every_command_under_its_heading():
    text = CliRunner().invoke(app, ["--help"]).output

    headings = ["Running", "The question bank", "Upkeep", "Examples", "Settings"]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    for command in ("run", "demo", "health", "bank", "db", "standings"):
        assert f"│ {command} " in text


def test_no_command_at_all_shows_the_help():
    assert "viva demo" in CliRunner().invoke(app, []).output


def test_the_version_is_told(viva):
    assert viva("--version") == (0, f"viva {bot.__version__}\n", "")


def test_help_loads_nothing_that_is_slow():
    code = "import sys, bot.cli.commands; print(*{name.partition('.')[0] for name in sys.modules})"

    loaded = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(bot.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert SLOW.isdisjoint(loaded)


def test_running_without_a_token_ends_with_78_and_says_what_is_missing(viva):
    status, out, err = viva("run")

    assert (status, out) == (78, "")
    assert err.startswith("1 thing to mend in Viva's settings:\n  VIVA_TOKEN is missing; get it")
    assert "Traceback" not in err


def test_health_says_why_nobody_answers(viva, monkeypatch):
    monkeypatch.setenv("VIVA_HEALTH_PORT", "0")

    assert viva("health") == (1, "", "the health endpoint is turned off (VIVA_HEALTH_PORT=0)\n")


def test_a_database_is_created_and_then_up_to_date(viva, tmp_path):
    status, created, _ = viva("db", "upgrade")
    _, again, _ = viva("db", "upgrade")

    assert status == 0
    assert created.startswith("data/viva.db: created at version ")
    assert again.startswith("data/viva.db: already up to date (version ")
    assert (tmp_path / "data" / "viva.db").is_file()


def test_a_database_of_something_else_ends_with_78(viva, tmp_path, monkeypatch):
    monkeypatch.setenv("VIVA_DATABASE", str(tmp_path / "other.db"))
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    other.close()

    status, out, err = viva("db", "upgrade")

    assert (status, out) == (78, "")
    assert "other.db" in err


def test_standings_that_are_right_are_said_to_be_right(viva):
    viva("db", "upgrade")

    status, out, _ = viva("standings", "rebuild")

    assert (status, out) == (0, "data/viva.db: the standings were right\n")


def test_standings_that_differ_from_the_awards_are_listed_and_mended(viva, tmp_path):
    viva("db", "upgrade")
    with sqlite3.connect(tmp_path / "data" / "viva.db") as db:
        db.executemany(
            "INSERT INTO standings VALUES (1, 'all', ?, 7, 10, 1000, 1, 1, 0)",
            [("",), *((f"topic-{n:02}",) for n in range(24))],
        )
    db.close()

    status, out, _ = viva("standings", "rebuild")
    _, again, _ = viva("standings", "rebuild")

    lines = out.splitlines()
    assert status == 0
    assert lines[0] == "data/viva.db: 25 standings were wrong and are right now:"
    assert lines[1] == "  server 1, board all, all topics, member 7"
    assert lines[2] == "  server 1, board all, topic-00, member 7"
    assert lines[-1] == "  and 5 more"
    assert again == "data/viva.db: the standings were right\n"


def test_standings_without_a_database_are_not_rebuilt_from_nothing(viva, tmp_path):
    status, _, err = viva("standings", "rebuild")

    assert status == 78
    assert "there is no database at data/viva.db" in err
    assert not (tmp_path / "data").exists()


class FakeApp:
    """Stands for `bot.app`: remembers its settings, and ends as it is told."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.settings: Settings | None = None

    async def run(self, settings: Settings) -> None:
        self.settings = settings
        logging.getLogger("bot.app").info("token %s", settings.token.get_secret_value())
        if self.fault is not None:
            raise self.fault


@pytest.fixture
def run_bot(viva, restored_logs, monkeypatch):
    """Run `viva run` with a token and a fake app."""

    def run(fault: Exception | None = None) -> tuple[FakeApp, int, str]:
        fake = FakeApp(fault)
        monkeypatch.setitem(sys.modules, "bot.app", fake)
        monkeypatch.setenv("VIVA_TOKEN", TOKEN)
        status, _, err = viva("run")
        return fake, status, err

    return run


def test_the_bot_runs_with_its_token_which_no_log_shows(run_bot):
    fake, status, err = run_bot()

    assert status == 0
    assert fake.settings.token.get_secret_value() == TOKEN
    assert "token [hidden]" in err
    assert TOKEN not in err


def test_a_misspelt_variable_is_told_when_the_bot_starts(run_bot, monkeypatch):
    monkeypatch.setenv("VIVA_TOKN", "x")

    _, status, err = run_bot()

    assert status == 0
    assert "WARNING bot.cli.serving VIVA_TOKN is not a setting of Viva" in err


def test_what_the_operator_has_to_mend_ends_the_bot_with_78(run_bot):
    _, status, err = run_bot(StoreError("the file is newer"))

    assert status == 78
    assert err.endswith("\nthe file is newer\n")


def test_when_discord_is_out_of_reach_at_the_start_a_supervisor_may_try_again(run_bot):
    _, status, err = run_bot(Unreachable("Discord did not answer"))

    assert status == 75
    assert err.endswith("\nDiscord did not answer\n")


def test_the_demo_is_told_the_port_and_whether_to_open_the_page(viva, restored_logs, monkeypatch):
    calls = []

    async def run_demo(**options: object) -> None:
        calls.append(options)

    monkeypatch.setitem(sys.modules, "bot.demo", SimpleNamespace(run_demo=run_demo))

    viva("demo")
    viva("demo", "--port", "9000", "--no-open")

    assert calls == [
        {"port": None, "open_browser": True},
        {"port": 9000, "open_browser": False},
    ]


class Work:
    """A coroutine that waits to be stopped, and unwinds."""

    def __init__(self) -> None:
        self.unwound = False

    async def run(self, number: signal.Signals) -> None:
        os.kill(os.getpid(), number)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            self.unwound = True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_the_bot_unwind_and_ends_well(number):
    work = Work()

    asyncio.run(until_told_to_stop(work.run(number)))

    assert work.unwound


def test_after_a_stop_signals_do_again_what_they_did():
    before = signal.getsignal(signal.SIGTERM)

    asyncio.run(until_told_to_stop(Work().run(signal.SIGTERM)))

    assert signal.getsignal(signal.SIGTERM) == before


async def test_a_fault_of_the_bot_is_not_swallowed():
    async def fail() -> None:
        raise StoreError("broken")

    with pytest.raises(StoreError, match="broken"):
        await until_told_to_stop(fail())


async def test_a_cancellation_that_no_signal_caused_goes_on():
    async def cancelled() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await until_told_to_stop(cancelled())
