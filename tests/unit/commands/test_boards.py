"""The pages that show how members do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.adapters.discord import boards
from bot.domain.question import Level, Question, QuestionType
from bot.domain.round import AnswerStyle, Round, RoundState, ThreadPolicy
from bot.services.history import HistoryPage, HistoryRow
from bot.services.standings import AwardRow, Page, Period, Row, Stats, Table
from bot.store.awards import Award
from bot.store.members import Member
from tests.unit.commands.pages import buttons_of, text_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TOPICS = {"transformers": "Transformers"}
ME = 7


def table(**changes):
    rows = tuple(Row(place, place, 100 - place, 4, 3) for place in (1, 2, 3, 4))
    full = Table(Period.SEASON, "2026-06", "", 1, 1, rows, None, 4)
    return replace(full, **changes)


def test_the_first_three_get_medals_beside_their_number():
    text = text_of(boards.leaderboard(table(), TOPICS, ME))

    assert "🥇 **1.** <@1> · 99 points · 75% (3 of 4 right)" in text
    assert "🥉 **3.** <@3>" in text
    assert "\n**4.** <@4>" in text


def test_tied_members_share_rank_and_medal():
    rows = (Row(1, 1, 50, 4, 3), Row(1, 2, 50, 4, 2), Row(3, 3, 40, 4, 2))

    text = text_of(boards.leaderboard(table(rows=rows), TOPICS, ME))

    assert "🥇 **1.** <@1>" in text
    assert "🥇 **1.** <@2>" in text
    assert "🥉 **3.** <@3>" in text


def test_the_place_of_who_asked_is_shown_from_any_page():
    own = Row(41, ME, 12, 5, 1)

    text = text_of(boards.leaderboard(table(page=2, pages=5, own=own, total=48), TOPICS, ME))

    assert "<@7> is **41st** of 48 with 12 points, 20% (1 of 5 right)." in text
    assert "Page 2 of 5 · 48 members" in text


def test_who_asked_without_points_is_told_where_they_come_from():
    text = text_of(boards.leaderboard(table(), TOPICS, ME))

    assert "<@7> is not on this board yet. Points come when a question is revealed." in text


@pytest.mark.parametrize(
    ("period", "board", "title"),
    [
        (Period.ALL, "all", "All time · all topics"),
        (Period.SEASON, "2026-11", "Season of November 2026"),
        (Period.WEEK, "2026-W53", "Week 53, 28 Dec to 03 Jan 2027"),
    ],
)
def test_the_board_says_what_it_covers(period, board, title):
    assert title in text_of(boards.leaderboard(table(period=period, board=board), TOPICS, ME))


def test_a_board_of_one_topic_names_it():
    assert "· Transformers" in text_of(boards.leaderboard(table(topic="transformers"), TOPICS, ME))


def test_an_empty_board_says_what_will_fill_it():
    empty = table(rows=(), total=0, period=Period.WEEK, board="2026-W23", topic="transformers")

    view = boards.leaderboard(empty, TOPICS, ME)

    assert "Nobody has points in this topic this week yet." in text_of(view)
    assert buttons_of(view) == {}


def test_one_page_has_nowhere_to_turn():
    assert list(buttons_of(boards.leaderboard(table(), TOPICS, ME))) == ["My place"]


def test_the_buttons_of_a_middle_page_lead_both_ways():
    view = boards.leaderboard(table(page=2, pages=5, topic="transformers"), TOPICS, ME)

    assert {label: b.custom_id for label, b in buttons_of(view).items()} == {
        "First": "viva:lb:first:season:transformers:1:7",
        "Previous": "viva:lb:previous:season:transformers:1:7",
        "Next": "viva:lb:next:season:transformers:3:7",
        "Last": "viva:lb:last:season:transformers:5:7",
        "My place": "viva:lb:mine:season:transformers",
    }
    assert not any(b.disabled for b in buttons_of(view).values())


@pytest.mark.parametrize(("page", "off"), [(1, {"First", "Previous"}), (5, {"Next", "Last"})])
def test_the_buttons_at_an_end_do_not_lead_beyond_it(page, off):
    view = boards.leaderboard(table(page=page, pages=5), TOPICS, ME)

    assert {label for label, b in buttons_of(view).items() if b.disabled} == off


def test_a_button_of_the_board_fits_into_a_custom_id_with_the_longest_names():
    view = boards.leaderboard(table(page=2, pages=99_999, topic="t" * 40), {}, asker_id=2**63 - 1)

    assert all(len(b.custom_id) <= 100 for b in buttons_of(view).values())


def test_ten_places_with_the_longest_ids_stay_within_a_message():
    rows = tuple(Row(1, 2**63 - 1, 10**9, 10**6, 10**6) for _ in range(10))

    view = boards.leaderboard(table(rows=rows, pages=9), TOPICS, 2**63 - 1)

    assert view.content_length() < 4000
    assert view.total_children_count <= 40


# ------------------------------------------------------------------------------- statistics


def stats(**changes):
    line = Row(3, ME, 120, 11, 9)
    found = Stats(
        member_id=ME,
        season=line,
        all=replace(line, rank=5, points=400),
        topics={"transformers": Row(0, ME, 60, 6, 5)},
        member=Member(streak=4, best_streak=9, freezes=1),
        season_size=24,
        all_size=40,
    )
    return replace(found, **changes)


def test_statistics_show_place_accuracy_streak_and_topics():
    text = text_of(boards.stats(stats(), TOPICS))

    assert "**This season** · 3rd of 24, 120 points, 82% (9 of 11 right)" in text
    assert "**All time** · 5th of 40, 400 points" in text
    assert "**Streak** · 4 days (best 9), 1 freeze left" in text
    assert "Transformers · 83% (5 of 6 right), 60 points" in text


def test_a_topic_that_left_the_bank_is_shown_by_its_id():
    text = text_of(boards.stats(stats(topics={"gone": Row(0, ME, 5, 1, 0)}), TOPICS))

    assert "gone · 0% (0 of 1 right), 5 points" in text


def test_topics_come_in_the_order_of_the_bank():
    row = Row(0, ME, 5, 1, 0)
    topics = {"a": "Zebras", "b": "Apples"}

    text = text_of(boards.stats(stats(topics={"c": row, "b": row, "a": row}), topics))

    assert text.index("Zebras") < text.index("Apples") < text.index("\nc ·")


def test_someone_new_this_season_has_no_place_in_it_yet():
    assert "**This season** · no points yet" in text_of(boards.stats(stats(season=None), TOPICS))


def test_someone_without_results_is_told_when_they_come():
    text = text_of(boards.stats(stats(all=None, season=None, topics={}), TOPICS))

    assert "<@7> has no results here yet." in text


# ------------------------------------------------------------------------------- why


def award(**changes):
    line = Award(
        guild_id=1, member_id=ME, source="round", source_id=5, reason="answer",
        topic="transformers", points=12, score_milli=1000, answered=1, correct=1, season="2026-06",
        week="2026-W23", rule="Right, easy: 10 x 1.2 points.", at=NOON,
    )  # fmt: skip
    return replace(line, **changes)


def test_every_award_shows_its_question_rule_time_and_link():
    row = AwardRow(award(), "attention-scaling", 20, 30, "Why scale [it]?")

    text = text_of(boards.why(Page((row,), 1, 1, 1), 10))

    assert "**+12** · [Why scale (it)?](https://discord.com/channels/10/20/30)" in text
    assert "Right, easy: 10 x 1.2 points. <t:1780315200:f> · attention-scaling" in text


def test_an_award_without_a_question_shows_its_reason():
    page = Page((AwardRow(award(reason="streak", points=-3), "", None, None),), 1, 1, 1)

    assert "**-3** · Streak" in text_of(boards.why(page, 10))


def test_no_awards_are_explained():
    view = boards.why(Page((), 1, 1, 0), 10)

    assert "Nothing yet." in text_of(view)


def test_the_pages_of_awards_turn_by_their_custom_id():
    page = Page((AwardRow(award(), "q", 20, 30),), 2, 3, 21)

    view = boards.why(page, 10)

    assert buttons_of(view)["Next"].custom_id == "viva:why:next:3"
    assert "Page 2 of 3" in text_of(view)


# ------------------------------------------------------------------------------- history


def round_(**changes):
    question = Question(
        id="attention-scaling", version=1, topic="transformers", type=QuestionType.SHORT,
        level=Level.JUNIOR, difficulty=2, stem="Why scale [dot products]?", explanation="",
        references=(),
    )  # fmt: skip
    found = Round(
        id=5, guild_id=10, channel_id=20, schedule_id=1, slot="2026-06-01", day=date(2026, 6, 1),
        question=question, order=(), style=AnswerStyle.REACTIONS,
        thread_policy=ThreadPolicy.NEVER, state=RoundState.REVEALED, nonce="n", opens_at=NOON,
        closes_at=NOON,
        give_up_at=NOON, message_id=30, reveal_message_id=31,
    )  # fmt: skip
    return replace(found, **changes)


def shown(row):
    return text_of(boards.history(HistoryPage((row,), 1, 1, 1), 10))


def test_a_past_question_links_to_its_reveal_and_shows_the_own_result():
    text = shown(HistoryRow(round_(), "variance", 1.0, 12))

    assert "[Why scale (dot products)?](https://discord.com/channels/10/20/31)" in text
    assert "you: variance · right · 12 points · attention-scaling" in text


@pytest.mark.parametrize(
    ("row", "result"),
    [
        (HistoryRow(round_(), "", None, None), "not answered"),
        (HistoryRow(round_(), "x", 0.0, 2), "you: x · wrong · 2 points"),
        (HistoryRow(round_(), "A, B", 0.5, 6), "you: A, B · 50% right · 6 points"),
        (
            HistoryRow(round_(state=RoundState.CLOSED), "x", None, None),
            "you: x · the reveal is on its way",
        ),
        (
            HistoryRow(round_(state=RoundState.OPEN, reveal_message_id=None), "x", None, None),
            "open until <t:1780315200:f> · you: x",
        ),
        (
            HistoryRow(
                round_(question=replace(round_().question, type=QuestionType.OPEN)), "x", None, 2
            ),
            "you took part · 2 points",
        ),
    ],
)
def test_each_state_of_a_past_question_says_what_came_of_it(row, result):
    assert result in shown(row)


def test_an_empty_history_says_what_will_fill_it():
    assert "None yet." in text_of(boards.history(HistoryPage((), 1, 1, 0), 10))


def test_ten_long_questions_stay_within_a_message():
    long = replace(round_().question, stem="word " * 400)
    rows = tuple(HistoryRow(round_(question=long), "y" * 500, 1.0, 12) for _ in range(10))

    view = boards.history(HistoryPage(rows, 2, 3, 30), 10)

    assert view.content_length() <= 4000
