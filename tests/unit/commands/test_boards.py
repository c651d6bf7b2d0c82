"""The pages that show how members do."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from discord import ui

from bot.adapters.discord import boards, ledger_pages, profile_pages
from bot.bank.fields import TOPIC_LIMIT
from bot.domain.mastery import Mastery
from bot.domain.question import Level, Question, QuestionType
from bot.domain.rating import Rating
from bot.domain.round import AnswerStyle, Round, RoundState, ThreadPolicy
from bot.domain.streaks import Calendar, StreakStatus
from bot.errors import UserError
from bot.services.history import HistoryPage, HistoryRow
from bot.services.ladders import Entry
from bot.services.ledger import AwardRow, Page
from bot.services.profiles import Known, Profile
from bot.services.tables import Kind, Period, Place, Row, Table, Wanted
from bot.store.awards import Award
from bot.store.members import Member
from bot.store.standings import Line
from tests.unit.commands.pages import buttons_of, text_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TOPICS = {"transformers": "Transformers"}
ME = 7


def line(rank, member_id, value=0, *, before=None, **sums):
    return Row(rank, member_id, Entry(member_id, value, **sums), before)


def table(kind=Kind.EFFORT, period=Period.SEASON, topic="", *, page=1, pages=1, rows=None, **place):
    if rows is None:
        rows = tuple(line(n, n, 100 - n, answered=4, correct=3) for n in (1, 2, 3, 4))
    wanted = Wanted(kind, period, topic, place.pop("season_id", 0))
    full = Place(wanted, "June 2026", None, (), len(rows), compares=False, answered=0)
    return Table(replace(full, **place), page, pages, rows)


def drawn(board):
    return text_of(boards.leaderboard(board, TOPICS, ME))


def test_the_first_three_get_medals_beside_their_number():
    text = drawn(table())

    assert "🥇 **1.** <@1> · **99 points** · 75% (3 of 4 right)" in text
    assert "🥉 **3.** <@3>" in text
    assert "\n**4.** <@4>" in text


def test_tied_members_share_rank_and_medal():
    text = drawn(table(rows=(line(1, 1, 50), line(1, 2, 50), line(3, 3, 40))))

    assert "🥇 **1.** <@1>" in text
    assert "🥇 **1.** <@2>" in text
    assert "🥉 **3.** <@3>" in text


@pytest.mark.parametrize(
    ("kind", "entry", "said"),
    [
        (Kind.SEASON, Entry(1, 812_345, 31, 26), "**81.2%** · 26 of 31 right"),
        (Kind.STREAK, Entry(1, 12, note=30), "**12 days** · best 30"),
        (Kind.IMPROVED, Entry(1, 61_000, note=790_000), "**+6.1 points of accuracy** · now 79.0%"),
        (Kind.HELPER, Entry(1, 1), "**1 point**"),
        (Kind.RATING, Entry(1, 1234, note=7), "**1,234** · 7 quizzes"),
    ],
)
def test_every_board_says_what_it_is_ordered_by(kind, entry, said):
    text = drawn(table(kind, rows=(Row(1, 1, entry),)))

    assert f"🥇 **1.** <@1> · {said}" in text
    assert boards.NAMES[kind] in text
    assert boards.ABOUT[kind] in text


def test_ranks_are_compared_with_those_of_last_week():
    rows = (line(1, 1, 9, before=3), line(2, 2, 8, before=2), line(3, 3, 7, before=1), line(4, 4))

    text = drawn(table(rows=rows, compares=True))

    assert re.findall(r"<@(\d)>.*?(?: · (▲2|▼2|new))?$", text, re.MULTILINE)[:4] == [
        ("1", "▲2"), ("2", ""), ("3", "▼2"), ("4", "new")
    ]  # fmt: skip
    assert "▲▼ since last week" in text
    assert "▲" not in drawn(table(rows=rows))


def test_the_place_of_who_asked_is_shown_with_their_neighbours():
    near = (line(40, 5, 13), line(42, 6, 11))
    text = drawn(table(page=2, pages=5, own=line(41, ME, 12), near=near, total=48))

    assert re.findall(r"\*\*(4[0-2])\.\*\* <@(\d)>", text) == [
        ("40", "5"),
        ("41", "7"),
        ("42", "6"),
    ]
    assert "Page 2 of 5 · 48 members" in text


def test_the_place_of_who_hides_is_not_told_to_everyone():
    near = (line(40, 5, 13), line(42, 6, 11))

    text = drawn(table(pages=5, own=line(41, ME, 12), near=near, is_hidden=True))

    assert "<@7>" not in text
    assert "**My place** tells them" in text
    assert "<@7>" not in drawn(table(rows=(), is_hidden=True))


def test_who_is_on_the_page_is_told_in_a_sentence():
    rows = (line(1, 1, 50), line(2, ME, 12))

    assert "<@7> is **2nd** of 2 with 12 points." in drawn(table(rows=rows, own=rows[1]))


@pytest.mark.parametrize(
    ("kind", "answered", "said"),
    [
        (Kind.EFFORT, 0, "Points come when a question is revealed."),
        (Kind.SEASON, 0, "<@7> is on this board after 8 graded answers."),
        (Kind.SEASON, 7, "<@7> is on this board after 1 more graded answer."),
        (Kind.SEASON, 9, "Accounts are ranked from seven days on."),
        (Kind.STREAK, 0, "A streak begins with the next question you answer."),
        (Kind.HELPER, 0, "`/suggest` a question"),
    ],
)
def test_who_is_not_on_the_board_is_told_the_way_there(kind, answered, said):
    assert said in drawn(table(kind, answered=answered))


@pytest.mark.parametrize(
    ("period", "covers", "title"),
    [
        (Period.ALL, "", "**Effort** · all time · all topics"),
        (Period.SEASON, "November 2026", "**Effort** · season November 2026 · all topics"),
        (Period.WEEK, "2026-W53", "week 53, 28 Dec to 3 Jan 2027"),
    ],
)
def test_the_board_says_what_it_covers(period, covers, title):
    assert title in drawn(table(period=period, covers=covers))


def test_a_board_of_one_topic_names_it():
    assert "· Transformers" in drawn(table(topic="transformers"))


@pytest.mark.parametrize(
    ("board", "said"),
    [
        (table(period=Period.WEEK, topic="transformers", rows=(), covers="2026-W23"),
         "Nobody has points in this topic this week yet."),
        (table(Kind.SEASON, rows=()), "Nobody has 8 graded answers this season yet. “Effort”"),
        (table(Kind.SEASON, rows=(), season_id=4), "It took 8 graded answers in that season"),
        (table(Kind.RATING, rows=()), "Nobody is on this board yet. It takes five rated quizzes"),
    ],
)  # fmt: skip
def test_an_empty_board_says_what_will_fill_it(board, said):
    view = boards.leaderboard(board, TOPICS, ME)

    assert said in text_of(view)
    assert list(buttons_of(view)) == ["My place"]


def test_one_page_has_nowhere_to_turn():
    assert list(buttons_of(boards.leaderboard(table(), TOPICS, ME))) == ["My place", "Picture"]


def test_the_buttons_of_a_middle_page_lead_both_ways():
    view = boards.leaderboard(table(page=2, pages=5, topic="transformers"), TOPICS, ME)

    assert {label: b.custom_id for label, b in buttons_of(view).items()} == {
        "First": "viva:lb:first:effort:season:transformers:1:7",
        "Previous": "viva:lb:previous:effort:season:transformers:1:7",
        "Next": "viva:lb:next:effort:season:transformers:3:7",
        "Last": "viva:lb:last:effort:season:transformers:5:7",
        "My place": "viva:lb:mine:effort:season:transformers",
        "Picture": "viva:lb:picture:effort:season:transformers:2",
    }
    assert not any(b.disabled for b in buttons_of(view).values())


@pytest.mark.parametrize(
    ("custom_id", "wanted"),
    [
        ("viva:lb:next:improved:s12:nas:2:7", Wanted(Kind.IMPROVED, Period.SEASON, "nas", 12)),
        ("viva:lb:next:season:week::2:7", Wanted(Kind.SEASON, Period.WEEK)),
        ("viva:lb:next:season:nas:2:7", Wanted(Kind.SEASON, Period.SEASON, "nas")),
        ("viva:lb:next:all::2:7", Wanted(Kind.SEASON, Period.ALL)),
    ],
)
def test_a_button_names_its_board_also_one_of_an_older_message(custom_id, wanted):
    assert boards.wanted_of(re.fullmatch(boards.BOARD_BUTTON, custom_id)) == wanted


def test_the_menu_offers_every_board_for_the_same_period():
    view = boards.leaderboard(table(period=Period.ALL, topic="nas"), TOPICS, ME)
    (menu,) = (item for item in view.walk_children() if isinstance(item, ui.Select))

    assert menu.custom_id == "viva:lb:kind:all:nas:7"
    assert re.fullmatch(boards.KIND_MENU, menu.custom_id)
    assert [(o.value, o.default) for o in menu.options] == [(k, k is Kind.EFFORT) for k in Kind]


@pytest.mark.parametrize(("page", "off"), [(1, {"First", "Previous"}), (5, {"Next", "Last"})])
def test_the_buttons_at_an_end_do_not_lead_beyond_it(page, off):
    view = boards.leaderboard(table(page=page, pages=5), TOPICS, ME)

    assert {label for label, b in buttons_of(view).items() if b.disabled} == off


def test_a_button_of_the_board_fits_into_a_custom_id_with_the_longest_names():
    board = table(Kind.IMPROVED, topic="t" * 40, page=2, pages=99_999, season_id=123_456)
    view = boards.leaderboard(board, {}, asker_id=2**63 - 1)

    assert all(len(b.custom_id) <= 100 for b in buttons_of(view).values())


def test_ten_places_with_the_longest_ids_stay_within_a_message():
    most = {"answered": 10**6, "correct": 10**6, "before": 10**6}
    rows = tuple(line(1, 2**63 - 1, 10**9, **most) for _ in range(10))
    near = (rows[0], rows[1])
    own = line(1, 5, 10**9, **most)

    view = boards.leaderboard(
        table(rows=rows, pages=9, own=own, near=near, compares=True), TOPICS, 2**63 - 1
    )

    assert view.content_length() < 4000
    assert view.total_children_count <= 40


def test_my_place_is_shown_between_the_neighbours():
    near = (line(40, 5, 13), line(42, 6, 11))
    place = table(own=line(41, ME, 12), near=near, total=48).place

    text = text_of(boards.own_place(place, ME))

    assert "<@7> is **41st** of 48 with 12 points." in text
    assert re.findall(r"<@(\d)> · ", text) == ["5", "7", "6"]
    assert "after 8 graded answers" in text_of(boards.own_place(table(Kind.SEASON).place, ME))


# ------------------------------------------------------------------------------- profiles


DAY = date(2026, 11, 17)
YEAR = Calendar(
    date(2025, 11, 18), date(2026, 11, 22), {DAY: 2}, frozenset({DAY}), frozenset(), DAY
)


def profile(**changes):
    found = Profile(
        member_id=ME,
        member=Member(streak=4, best_streak=9, freezes=1),
        streak=StreakStatus(4, 9, 1, (date(2026, 11, 17),)),
        calendar=YEAR,
        covers="June 2026",
        season=line(3, ME, 812_345, answered=11, correct=9, before=5),
        season_size=24,
        compares=True,
        answered=11,
        sums=Line(ME, 400, 15_000, 20, 15),
        effort=line(5, ME, 400),
        effort_size=40,
        rating=Rating(30, 3, 7),
        topics=(Mastery("transformers", 5000, 6),),
    )
    return replace(found, **changes)


def read(found, topics=TOPICS, *, whole=True):
    return text_of(profile_pages.profile(found, topics, whole=whole))


def test_a_profile_shows_place_trend_streak_rating_and_topics():
    text = read(profile())

    assert "**Season June 2026** · 81.2% (3rd of 24), ▲2 since last week" in text
    assert "**All time** · 400 points (5th of 40), 75% (15 of 20 right)" in text
    assert "**Streak** · 4 days (best 9) · 1 freeze left · Tuesday was repaired by a freeze" in text
    assert "**Quiz rating** · 2,400" in text
    assert "Transformers · 5 of 6 right (probably 44% to 97%)" in text
    assert "**Last 12 months** · answered on 1 day, 1 repaired by a freeze" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"season": None, "answered": 5}, "ranked after 3 more answers"),
        ({"season": None, "answered": 9}, "not ranked"),
        ({"season": line(3, ME, 812_345)}, ", new this week"),
        ({"season": line(3, ME, 812_345, before=3)}, ", as last week"),
        ({"season": line(5, ME, 812_345, before=3)}, ", ▼2 since last week"),
        ({"rating": Rating(30, 3, 2)}, "after 2 of 5 quizzes"),
    ],
)
def test_a_profile_says_what_is_not_known_yet(changes, said):
    assert said in read(profile(**changes))


def test_what_is_strong_and_what_to_practise_is_named():
    topics = (Mastery("transformers", 45_000, 50), Mastery("gone", 10_000, 50))

    text = read(profile(topics=topics))

    assert "**Strongest** · Transformers" in text
    assert "**To practise** · gone" in text


def test_topics_come_in_the_order_of_the_bank():
    known = tuple(Mastery(topic, 0, 1) for topic in "cba")

    text = read(profile(topics=known), {"a": "Zebras", "b": "Apples"})

    assert text.index("Zebras") < text.index("Apples") < text.index("\nc ·")


def test_the_profile_of_another_member_keeps_topics_private():
    text = read(profile(), whole=False)

    assert "3rd of 24" in text
    assert "Transformers" not in text
    assert "private" in text


def test_someone_without_results_is_told_when_they_come():
    assert "No results here yet." in read(profile(sums=None, season=None, topics=()))


def test_the_groups_map_names_who_could_explain_a_topic():
    known = [Known(Mastery("gone", 1500, 4), None), Known(Mastery("transformers", 9000, 10), 5)]

    view = profile_pages.group_map(known, TOPICS, Period.ALL)

    assert "**gone** · 38% · 1.5 of 4 right (probably 9% to 78%)\n" in text_of(view)
    assert "**Transformers** · 90% · 9 of 10 right (probably 60% to 98%) · ask <@5>" in text_of(
        view
    )
    assert buttons_of(view)["This season"].custom_id == "viva:map:season"


def test_a_map_of_nothing_says_when_it_fills():
    view = profile_pages.group_map([], TOPICS, Period.SEASON)

    assert "Nothing yet." in text_of(view)
    assert "All time" in buttons_of(view)


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

    text = text_of(ledger_pages.why(Page((row,), 1, 1, 1), 10))

    assert "**+12** · [Why scale (it)?](https://discord.com/channels/10/20/30)" in text
    assert "Right, easy: 10 x 1.2 points. <t:1780315200:f> · attention-scaling" in text


def test_an_award_without_a_question_shows_its_reason():
    page = Page((AwardRow(award(reason="streak", points=-3), "", None, None),), 1, 1, 1)

    assert "**-3** · Streak" in text_of(ledger_pages.why(page, 10))


def test_no_awards_are_explained():
    view = ledger_pages.why(Page((), 1, 1, 0), 10)

    assert "Nothing yet." in text_of(view)


def test_the_pages_of_awards_turn_by_their_custom_id():
    page = Page((AwardRow(award(), "q", 20, 30),), 2, 3, 21)

    view = ledger_pages.why(page, 10)

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
    return text_of(ledger_pages.history(HistoryPage((row,), 1, 1, 1), 10))


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
    assert "None yet." in text_of(ledger_pages.history(HistoryPage((), 1, 1, 0), 10))


def test_ten_long_questions_stay_within_a_message():
    long = replace(round_().question, stem="word " * 400)
    rows = tuple(HistoryRow(round_(question=long), "y" * 500, 1.0, 12) for _ in range(10))

    view = ledger_pages.history(HistoryPage(rows, 2, 3, 30), 10)

    assert view.content_length() <= 4000


def test_the_board_chosen_in_an_old_menu_may_be_gone():
    chosen = SimpleNamespace(data={"values": ["karma"]})

    with pytest.raises(UserError, match="no such board any more"):
        boards.chosen_kind(chosen)


@pytest.mark.parametrize("kind", [Kind.SEASON, Kind.EFFORT, Kind.IMPROVED, Kind.HELPER])
def test_a_season_that_is_over_promises_nobody_a_place(kind):
    empty = drawn(table(kind, rows=(), season_id=3))

    assert "which is over" in empty
    assert "yet" not in empty
    assert empty.count("which is over") == 1
    assert "<@7> is not on this board. It took" in drawn(table(kind, season_id=3))


def test_who_hides_and_stands_below_everybody_is_not_the_third_of_two():
    place = table(own=line(3, ME, 5), total=2, is_hidden=True).place

    assert "<@7> is **3rd** of 3 with 5 points." in text_of(boards.own_place(place, ME))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.has_topics])
def test_the_longest_topic_fits_into_every_button(kind):
    board = table(kind, topic="t" * TOPIC_LIMIT, season_id=999_999, page=998, pages=999)

    custom_ids = [
        item.custom_id
        for item in boards.leaderboard(board, TOPICS, 2**60).walk_children()
        if isinstance(item, ui.Button | ui.Select)
    ]

    assert len(custom_ids) == 7
    assert max(map(len, custom_ids)) <= 100


def test_the_menu_tells_all_that_there_is_to_tell_of_a_board():
    assert all(len(about) <= boards.FULL for about in boards.ABOUT.values())
