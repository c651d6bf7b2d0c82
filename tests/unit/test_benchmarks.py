"""The harness of the benchmarks; what they measure is no concern of the tests."""

from __future__ import annotations

import json

import pytest

from tests.benchmarks import leaderboard
from tests.benchmarks.harness import Aim, Benchmark, Result, best, load, names, rounded, table


@pytest.mark.parametrize(
    ("result", "ratio", "met"),
    [
        (Result("case", "ms", 30.0, 10.0, 4.0, Aim.AT_MOST), 3.0, True),
        (Result("case", "ms", 50.0, 10.0, 4.0, Aim.AT_MOST), 5.0, False),
        (Result("case", "ms", 80.0, 10.0, 8.0, Aim.AT_LEAST), 8.0, True),
        (Result("case", "ms", 70.0, 10.0, 8.0, Aim.AT_LEAST), 7.0, False),
        (Result("case", "ms", 2.0, 400.0, 100.0, Aim.FASTER), 200.0, True),
        (Result("case", "ms", 5.0, 400.0, 100.0, Aim.FASTER), 80.0, False),
        (Result("case", "ms", 40.0, 1000.0, 50.0, Aim.LIMIT), 0.04, True),
        (Result("case", "ms", 60.0, 1000.0, 50.0, Aim.LIMIT), 0.06, False),
        (Result("case", "ms", 5.0, 1.0), 5.0, True),
    ],
)
def test_a_goal_is_met_or_missed(result, ratio, met):
    assert result.ratio == ratio
    assert result.met is met


def test_a_result_is_json_with_what_readers_of_it_expect():
    result = Result("256 waiting", "answers/s", 20_123.4, 1_400.2, 8.0, Aim.AT_LEAST)

    assert json.loads(json.dumps(result.as_dict())) == {
        "case": "256 waiting",
        "unit": "answers/s",
        "value": 20_123,
        "baseline": 1_400,
        "ratio": 14.4,
        "goal": 8.0,
        "met": True,
    }


def test_a_baseline_that_took_no_time_has_no_ratio():
    assert Result("case", "ms", 1.0, 0.0).as_dict()["ratio"] is None


def test_a_row_says_what_is_aimed_at():
    row = Result("stall", "ms", 12.34, 1300.0, 50.0, Aim.LIMIT).as_row()

    assert row == ("stall", "12.3", "1,300", "ms", "0.00949x", "at most 50 ms", "met")


@pytest.mark.parametrize(
    ("figure", "shown"), [(0, 0), (1234.5, 1234), (12.345, 12.3), (0.1234, 0.123)]
)
def test_figures_are_shown_with_three_digits(figure, shown):
    assert rounded(figure) == shown


async def test_the_best_of_several_turns_counts_and_all_take_turns():
    order = []

    def contestant(name, figures):
        async def turn():
            order.append(name)
            return figures.pop(0)

        return turn

    found = await best({"a": contestant("a", [3, 1, 2]), "b": contestant("b", [6, 5, 4])}, turns=3)

    assert found == {"a": 1, "b": 4}
    assert order == ["a", "b"] * 3


@pytest.mark.parametrize("name", names())
def test_every_benchmark_can_be_found_by_the_name_of_its_module(name):
    assert load(name).name == name
    assert load(name).about


async def test_boards_agree_with_the_ledger_also_in_a_small_server():
    small = leaderboard.Scale(members=300, each=20, servers=3, reads=1, turns=1)

    results = await leaderboard.measure(small)

    assert len(results) == 13
    assert all(result.value > 0 for result in results)


def test_a_table_shows_every_case():
    async def run():
        return []

    view = table(
        Benchmark("demo", "Demo.", run), [Result("a", "ms", 1, 2), Result("b", "ms", 1, 2)]
    )

    assert view.row_count == 2
