"""Small texts, and options that complete themselves."""

from __future__ import annotations

import pytest

from bot.adapters.discord.common import (
    bare,
    complete,
    complete_topics,
    counted,
    difficulty_span,
    find_topic,
    find_topics,
    fit,
    link_label,
    ordinal,
    plain,
    right_share,
    shorten,
)
from bot.errors import Unreadable

TOPICS = [
    ("transformers", "Transformers and attention"),
    ("optimisation", "Optimisation"),
    ("statistics", "Statistics"),
]


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (112, "112th"), (1_001, "1,001st")],
)  # fmt: skip
def test_places_are_written_as_people_say_them(number, text):
    assert ordinal(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 points"), (1, "1 point"), (2, "2 points"), (1200, "1,200 points")]
)
def test_one_is_singular(number, text):
    assert counted(number, "point") == text


def test_a_share_carries_the_count_behind_it():
    assert right_share(3, 4) == "75% (3 of 4 right)"


def test_a_share_of_nothing_is_said_in_words():
    assert right_share(0, 0) == "no graded answers yet"


@pytest.mark.parametrize(
    ("span", "text"),
    [((1, 5), "any difficulty"), ((2, 2), "easy"), ((3, 5), "medium to very hard")],
)
def test_a_span_of_difficulties_is_said_in_words(span, text):
    assert difficulty_span(*span) == text


def test_a_long_line_is_cut_with_an_ellipsis_and_never_longer_than_asked():
    assert shorten("one  two\nthree", 40) == "one two three"
    assert shorten("x" * 50, 10) == "x" * 9 + "…"


def test_markdown_in_a_name_is_shown_as_written():
    assert plain("**bold**") == r"\*\*bold\*\*"


def test_lines_that_do_not_fit_are_counted():
    lines = ["a" * 30] * 5

    text = fit(lines, 100, "and {} more")

    assert text.endswith("and 3 more")
    assert len(text) <= 100


def test_lines_that_fit_stay_whole():
    assert fit(["a", "b"], 100, "and {} more") == "a\nb"
    assert fit(["a", "b"], 100, "and {} more", "\n\n") == "a\n\nb"


@pytest.mark.parametrize("text", ["statistics", "Statistics", " STATISTICS "])
def test_a_topic_is_found_by_id_or_title_in_any_case(text):
    assert find_topic(text, TOPICS) == "statistics"


def test_a_mistyped_topic_brings_the_close_ones_up():
    with pytest.raises(Unreadable, match="Did you mean optimisation"):
        find_topic("optimization", TOPICS)


def test_an_unknown_topic_is_refused_without_a_guess():
    with pytest.raises(Unreadable, match="Pick one from the list"):
        find_topic("cooking", TOPICS)


def test_topics_are_listed_with_commas_and_named_once():
    assert find_topics("Statistics, transformers,statistics", TOPICS) == (
        "statistics",
        "transformers",
    )


@pytest.mark.parametrize("text", ["", "all", " All ", ","])
def test_no_topic_means_all(text):
    assert find_topics(text, TOPICS) == ()


def test_the_last_topic_of_a_list_is_completed():
    offered = complete_topics("statistics, opt", TOPICS)

    assert [(c.value, c.name) for c in offered] == [
        ("statistics, optimisation", "statistics, Optimisation")
    ]


def test_a_topic_that_is_in_the_list_is_not_offered_again():
    assert "statistics, statistics" not in [
        c.value for c in complete_topics("statistics, ", TOPICS)
    ]


def test_choices_are_found_by_label_in_any_script():
    names = [("täglich", "täglich"), ("毎日", "毎日"), ("daily", "daily")]

    assert [c.value for c in complete("毎", names)] == ["毎日"]
    assert [c.value for c in complete("TÄG", names)] == ["täglich"]


def test_no_more_choices_are_offered_than_discord_shows():
    assert len(complete("", [(str(n), str(n)) for n in range(40)])) == 25


def test_a_label_shows_no_markdown_since_menus_read_none():
    assert bare(r"A qubit in $|0\rangle$ and `x_1`") == "A qubit in |0⟩ and x_1"


def test_the_beginning_of_a_text_is_no_markdown_wherever_it_was_cut():
    label = link_label("Does `COUNT(*)` see x_1 and y_2, @everyone? [more](https://a.example)", 41)

    assert label == "Does COUNT(\\*) see x\\_1 and y\\_2, @\u200beveryone…"
