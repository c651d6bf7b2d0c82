"""Pictures show the same as their text twins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.adapters.discord.painting import around, board_picture, map_picture, profile_picture
from bot.adapters.pictures.board import describe_board
from bot.adapters.pictures.year import Day, Mark, Year
from bot.domain.mastery import Mastery
from bot.domain.rating import Rating
from bot.domain.streaks import Calendar, StreakStatus
from bot.services.ladders import Entry
from bot.services.profiles import Known, Profile
from bot.services.tables import Kind, Period, Place, Row, Table, Wanted
from bot.store.members import Member
from bot.store.standings import Line

ANN, BOB, CID, DAN = 1, 2, 3, 4
NAMES = {ANN: "Ann", BOB: "Bob", CID: "Cid"}
DAY, ONE = date(2026, 11, 22), timedelta(days=1)
TITLES = {"nas": "Architecture search"}


def row(rank, member_id, value, before=None, **sums):
    return Row(rank, member_id, Entry(member_id, value, **sums), before)


def table(kind=Kind.SEASON, rows=(), **place):
    full = Place(Wanted(kind), "June 2026", None, (), len(rows), compares=True, answered=0)
    return Table(replace(full, **place), 1, 1, tuple(rows))


def test_a_board_shows_names_values_and_movement():
    rows = [
        row(1, ANN, 800_000, before=2, answered=20, correct=17),
        row(2, BOB, 400_000),
        row(3, DAN, 200_000, before=3),
    ]

    shown = board_picture(table(rows=rows), NAMES, TITLES, BOB)

    assert shown.heading == "Accuracy"
    assert shown.subtitle == "season June 2026 · all topics"
    assert [r.name for r in shown.rows] == ["Ann", "Bob", "Member"]
    assert [r.value for r in shown.rows] == ["80.0%", "40.0%", "20.0%"]
    assert [r.share for r in shown.rows] == [0.8, 0.4, 0.2]
    assert [(r.moved, r.is_new) for r in shown.rows] == [(1, False), (None, True), (0, False)]
    assert [r.is_viewer for r in shown.rows] == [False, True, False]
    assert shown.rows[0].note == "17 of 20 right"
    assert "Ann" in describe_board(shown)


def test_a_board_of_points_measures_by_the_most_also_where_nobody_has_any():
    most = board_picture(table(Kind.EFFORT, [row(1, ANN, 50), row(2, BOB, 10)]), NAMES, {}, ANN)
    none = board_picture(table(Kind.EFFORT, [row(1, ANN, 0)]), NAMES, {}, ANN)

    assert [r.share for r in most.rows] == [1, 0.2]
    assert [r.share for r in none.rows] == [0]


def test_ranks_that_are_not_compared_show_no_movement():
    (shown,) = board_picture(table(rows=[row(1, ANN, 1)], compares=False), NAMES, {}, BOB).rows

    assert (shown.moved, shown.is_new) == (None, False)


def test_the_viewer_stands_between_their_neighbours_below_the_page():
    own, near = row(40, CID, 5), (row(39, BOB, 6), row(41, DAN, 4))
    page = table(rows=[row(1, ANN, 9)], own=own, near=near)

    assert [r.member_id for r in around(page)] == [BOB, CID, DAN]
    assert [r.rank for r in board_picture(page, NAMES, {}, CID).own] == [39, 40, 41]
    assert around(table(rows=[own], own=own, near=near)) == []


@pytest.mark.parametrize(
    ("changes", "labels"),
    [
        ({}, ["Accuracy", "Points", "Streak", "Quiz rating"]),
        ({"season": None, "rating": Rating(30, 3, 2)}, ["Points", "Streak"]),
    ],
)
def test_a_profile_shows_what_is_known(changes, labels):
    found = Profile(
        member_id=ANN, member=Member(), streak=StreakStatus(3, 9, 2), covers="June 2026",
        calendar=Calendar(
            DAY - 370 * ONE, DAY, {DAY: 2, DAY - 3 * ONE: 1}, frozenset({DAY - ONE}),
            frozenset({DAY - 2 * ONE}), DAY - 3 * ONE,
        ),
        season=row(3, ANN, 812_345, before=5), season_size=24, compares=True, answered=11,
        sums=Line(ANN, 400, 15_000, 20, 15), effort=None, effort_size=0, rating=Rating(30, 3, 7),
        topics=(Mastery("gone", 500, 1), Mastery("nas", 3000, 4)),
    )  # fmt: skip

    shown = profile_picture(replace(found, **changes), "Ann", TITLES)

    assert shown.year == Year(
        DAY,
        DAY - 3 * ONE,
        (
            Day(DAY - 3 * ONE, 1),
            Day(DAY - 2 * ONE, 0, Mark.AWAY),
            Day(DAY - ONE, 0, Mark.FROZEN),
            Day(DAY, 2),
        ),
    )
    assert [figure.label for figure in shown.figures] == labels
    assert [bar.title for bar in shown.topics] == ["Architecture search", "gone"]
    assert (shown.topics[0].n, shown.topics[0].note) == (4, "3 of 4")
    assert shown.topics[0].low < shown.topics[0].mean < shown.topics[0].high


def test_the_map_names_who_could_explain_a_topic():
    known = [Known(Mastery("nas", 3000, 4), BOB), Known(Mastery("gone", 500, 1), None)]

    shown = map_picture(known, NAMES, TITLES, Period.ALL)

    assert [(r.topic.title, r.explainer) for r in shown.rows] == [
        ("Architecture search", "Bob"), ("gone", None)
    ]  # fmt: skip
