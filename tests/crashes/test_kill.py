"""kill -9 at any moment loses no acknowledged answer and doubles no post, reveal or award."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.domain.question import from_snapshot
from bot.domain.regrading import regraded
from tests.crashes.victim import TURN, bank_at

if TYPE_CHECKING:
    from bot.bank import Bank

ROOT = Path(__file__).parents[2]
KILLS = 25
TURNS = 200


class Victims:
    """Forks victims, kills each after some lines, and keeps what they reported."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "viva.db"
        self.discord = folder / "discord.jsonl"
        self.lines: list[list[str]] = []
        self.now = "2026-06-01T00:00:00+00:00"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crashes.victim"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def run(self, seed: int, turns: int, kill_after: int | None) -> bool:
        """Run one victim; True when it was killed, False when it came to its end."""
        self._process.stdin.write(f"{self.database} {self.discord} {seed} {self.now} {turns}\n")
        self._process.stdin.flush()
        pid, seen, killed = 0, 0, False
        for line in self._process.stdout:
            words = line.split()
            if words[0] == "PID":
                pid = int(words[1])
            elif words[0] == "GONE":
                break
            else:
                seen += 1
                self.lines.append(words)
                if words[0] in {"NOW", "END"}:
                    self.now = words[1]
                if kill_after is not None and seen >= kill_after and not killed and pid:
                    os.kill(pid, signal.SIGKILL)
                    killed = True
        return killed and self.lines[-1][0] != "END"

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@pytest.fixture
def victims(tmp_path):
    made = Victims(tmp_path)
    yield made
    made.close()


def test_kill_minus_nine_at_random_moments_loses_and_doubles_nothing(victims):
    rng = random.Random(20260601)
    killed = sum(
        victims.run(seed, TURNS, kill_after=rng.randrange(1, 160)) for seed in range(KILLS)
    )
    victims.run(seed=KILLS, turns=30, kill_after=None)

    with sqlite3.connect(victims.database) as db:
        held = {
            (r, m): v for r, m, v in db.execute("SELECT round_id, member_id, response FROM answers")
        }
        orders = dict(db.execute("SELECT id, option_order FROM rounds"))
        states = Counter(dict(db.execute("SELECT state, COUNT(*) FROM rounds GROUP BY state")))
        awarded = list(
            db.execute("SELECT source_id, member_id FROM awards WHERE reason = 'answer'")
        )
        corrected = {row[0] for row in db.execute("SELECT reason FROM awards")} - {
            "answer",
            "streak",
        }
        graded = set(
            db.execute("SELECT round_id, member_id FROM answers WHERE score_milli IS NOT NULL")
        )
        differences = _differences(db)
        misjudged = _misjudged(db, bank_at(datetime.fromisoformat(victims.now) - TURN))
    sent = [json.loads(line) for line in victims.discord.read_text().splitlines()]

    assert killed >= KILLS * 3 // 4
    assert states["revealed"] >= 30
    assert lost_answers(victims.lines, held, orders) == []
    assert Counter((m["kind"], m["round_id"]) for m in sent).most_common(1)[0][1] == 1
    assert Counter(awarded).most_common(1)[0][1] == 1
    assert set(awarded) == graded
    assert differences == []
    assert corrected
    assert misjudged == []


def lost_answers(lines, held, orders) -> list[str]:
    """Return each acknowledged answer that is neither stored nor followed by another try."""
    last: dict[tuple[int, int], tuple[str, str]] = {}
    for word, *rest in lines:
        if word == "TRY":
            place = (int(rest[0]), int(rest[1]))
            last[place] = ("TRY", "")
        elif word == "ACK":
            place = (int(rest[0]), int(rest[1]))
            last[place] = ("ACK", rest[3] if len(rest) > 3 else "")
    lost = []
    for (round_id, member_id), (word, positions) in last.items():
        if word == "TRY":
            continue
        order = orders[round_id].split(",")
        wanted = ",".join(sorted(order[int(p)] for p in positions.split(",") if p))
        if held.get((round_id, member_id), "") != wanted:
            lost.append(f"round {round_id} member {member_id}: acknowledged {wanted}")
    return lost


def _misjudged(db: sqlite3.Connection, bank: Bank) -> list[tuple[int, int]]:
    """Return (round, member) whose points are not what the newest key gives."""
    query = """
        SELECT r.id, r.snapshot, a.member_id, a.response, SUM(w.points) FROM answers a
        JOIN rounds r ON r.id = a.round_id JOIN awards w ON w.source_id = r.id
            AND w.member_id = a.member_id AND w.reason LIKE 'answer%'
        GROUP BY r.id, a.member_id
    """
    wrong = []
    for round_id, snapshot, member_id, response, points in db.execute(query):
        old = from_snapshot(snapshot)
        earned, _ = regraded(old, bank.questions[old.id], response, insider=False)
        if earned.points != points:
            wrong.append((round_id, member_id))
    return wrong


def _differences(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Return where the standings of all time differ from the sum of the ledger."""
    ledger = "SELECT guild_id, member_id, SUM(points) FROM awards GROUP BY 1, 2"
    board = "SELECT guild_id, member_id, points FROM standings WHERE board = 'all' AND topic = ''"
    return list(db.execute(f"SELECT * FROM ({ledger} EXCEPT {board})"))
