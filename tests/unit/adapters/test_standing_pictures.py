"""Pictures of standings: what they show, and what they say in words."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from PIL import Image

from bot.adapters.pictures import board, mastery, podium, profile, recap
from bot.adapters.pictures.alt import LONGEST, name_of, told
from bot.adapters.pictures.board import BoardPicture
from bot.adapters.pictures.figures import Figure
from bot.adapters.pictures.mastery import MasteryPicture, MasteryRow
from bot.adapters.pictures.podium import Podium, Step
from bot.adapters.pictures.profile import ProfilePicture
from bot.adapters.pictures.recap import RecapDay, RecapPicture
from bot.adapters.pictures.theme import DARK, LIGHT
from bot.adapters.pictures.topics import TopicBar
from bot.adapters.pictures.year import Day, Mark, Year, months
from tests.unit.adapters.standings import BOARDS, MASTERY, PODIUMS, PROFILE, RECAP, TODAY, bar, row


def colours(image: Image.Image) -> set[tuple[int, ...]]:
    return {colour for _, colour in image.getcolors(100_000)}


# ------------------------------------------------------------------------------- the board


def test_a_board_grows_by_its_rows_and_the_own_place_below():
    def height(count: int, own: int = 0) -> int:
        rows = tuple(map(row, range(1, count + 1)))
        return board.set_board(BoardPicture("", "", rows, rows[:own]), LIGHT).image.height

    assert height(1) == height(0) < height(2) < height(10)
    assert height(10, own=3) - height(10) > height(4) - height(1)
    assert height(12, own=5) == height(10, own=3)


def test_the_viewers_row_and_the_medals_are_drawn():
    first = BoardPicture("", "", (row(1), row(2, is_viewer=True)))
    others = BoardPicture("", "", (row(4), row(5)))

    marked, plain = (colours(board.set_board(p, LIGHT).image) for p in (first, others))
    assert {LIGHT.own, LIGHT.alert, *LIGHT.medals[:2]} <= marked
    assert not {LIGHT.own, LIGHT.alert, *LIGHT.medals} & plain


def test_the_same_board_is_drawn_once_a_theme():
    first = board.draw_board(BOARDS[0], LIGHT)

    assert board.draw_board(replace(BOARDS[0]), LIGHT) is first
    assert board.draw_board(BOARDS[0], DARK) != first


@pytest.mark.parametrize(("share", "same"), [(-1, 0), (7, 1), (0.00001, 0)])
def test_a_bar_stays_within_its_track(share, same):
    pictures = [BoardPicture("", "", (replace(row(4), share=s),)) for s in (share, same)]

    assert board.draw_board(pictures[0], LIGHT) == board.draw_board(pictures[1], LIGHT)


def test_a_board_is_told_in_words_with_the_viewers_place():
    rows = row(1, "Ann", moved=2), row(2, "ᓚᘏᗢ", is_new=True), row(3, "Cid", moved=-1)
    own = replace(row(17, "Me", moved=0), note="", is_viewer=True)

    assert board.describe_board(BoardPicture("Season", "All topics", rows, (own,))) == (
        "Leaderboard: Season. All topics. 1. Ann, 1,240 points (1 of 31 right), up 2. 2. Member, "
        "1,240 points (2 of 31 right), new. 3. Cid, 1,240 points (3 of 31 right), down 1. "
        "You: 17. Me, 1,240 points."
    )
    assert board.describe_board(BoardPicture("Season", "", ())) == (
        "Leaderboard: Season. Nobody is on this board yet."
    )


@pytest.mark.parametrize(
    "text",
    [
        *map(board.describe_board, BOARDS), profile.describe_profile(PROFILE),
        mastery.describe_mastery(MASTERY), recap.describe_recap(RECAP),
        *map(podium.describe_podium, PODIUMS),
    ],
)  # fmt: skip
def test_alternative_texts_fit_discord(text):
    assert 0 < len(text) <= LONGEST < 1024


def test_what_has_no_room_in_words_is_counted_and_the_end_is_kept():
    text = told("Head.", [f"Item {n}." for n in range(500)], "Tail.")

    assert text.startswith("Head. Item 0. Item 1.")
    assert text.endswith(" more. Tail.")
    assert LONGEST - 20 < len(text) <= LONGEST
    assert len(told("h" * 5000, ["i" * 5000], "t" * 5000)) <= LONGEST


def test_a_name_cannot_turn_the_sentence_around_it():
    assert name_of("a\u202eb\nc") == "ab c"


# ------------------------------------------------------------------------------- the profile


def year_of(*listed: Day, ago: int = 370) -> Year:
    return Year(TODAY, TODAY - timedelta(days=ago), listed)


def test_a_year_ends_today_and_is_blank_before_the_member_began():
    def empty(ago: int) -> int:
        picture = ProfilePicture("Ann", "", (), (), year_of(ago=ago))
        pixels = profile.set_profile(picture, LIGHT).image.getcolors(100_000)
        return sum(count for count, colour in pixels if colour == LIGHT.track)

    assert (TODAY - year_of().first).days == 52 * 7 + TODAY.weekday()
    cell = empty(1) - empty(0)
    assert empty(100) == empty(0) + 100 * cell > 0
    assert empty(370) == empty(2000)


def test_days_are_shades_and_freezes_and_vacations_are_marks_of_their_own():
    def drawn(*listed: Day) -> set[tuple[int, ...]]:
        picture = ProfilePicture("Ann", "", (), (), year_of(*listed))
        sheet = profile.set_profile(picture, LIGHT)
        return colours(sheet.image.crop((0, 200, sheet.image.width, sheet.image.height - 90)))

    assert not {LIGHT.alert, LIGHT.muted, *LIGHT.heat} & drawn()
    assert LIGHT.heat[0] in drawn(Day(TODAY, 1))
    assert LIGHT.heat[1] in drawn(Day(TODAY, 3))
    assert LIGHT.heat[3] in drawn(Day(TODAY, 70, Mark.AWAY))
    assert LIGHT.alert in drawn(Day(TODAY, 0, Mark.FROZEN))
    assert LIGHT.muted in drawn(Day(TODAY, 0, Mark.AWAY))
    assert drawn(Day(TODAY + timedelta(days=1), 5), Day(date(2020, 1, 1), 5)) == drawn()


def test_the_names_of_months_have_room():
    for week in range(120):
        names = months(date(2024, 1, 1) + timedelta(weeks=week))

        assert len(names) >= 11
        assert min(b - a for a, b in pairwise(sorted(names))) >= 3
        assert max(names) <= 50


def test_a_profile_is_told_in_words():
    marked = (
        Day(TODAY, 3), Day(TODAY - timedelta(days=1), 0, Mark.FROZEN),
        Day(TODAY - timedelta(days=2), 2, Mark.AWAY), Day(TODAY - timedelta(days=3), 0, Mark.AWAY),
    )  # fmt: skip
    figures = (Figure("Season", "3rd of 24", "this week", 2), Figure("Streak", "1 day"))
    topics = (TopicBar("Statistics", 0.8, 0.6, 0.9, 31, "26 of 31"), bar(0, 0, "Data"))
    picture = ProfilePicture("Ann", "", figures, topics, year_of(*marked))

    assert profile.describe_profile(picture) == (
        "Ann. Season: 3rd of 24 (up 2, this week). Streak: 1 day. Accuracy by topic: Statistics "
        "80% (60% to 90%, 26 of 31). No answers yet: Data. In the last year 5 answers on 2 days, "
        "1 day saved by a freeze, 1 day away."
    )
    assert profile.describe_profile(ProfilePicture("", "", (), (), None)) == (
        "Member. No answers yet: the first one starts the picture."
    )


def test_many_topics_are_all_told():
    topics = tuple(TopicBar(f"Machine learning in practice {n}", 0.5, 0.4, 0.6, 9, "4 of 9")
                   for n in range(20))  # fmt: skip
    text = profile.describe_profile(ProfilePicture("Ann", "", (), topics, year_of()))

    assert all(f"practice {n} 50%" in text for n in range(20))


# ------------------------------------------------------------------------------- group and week


def test_the_map_of_a_group_says_who_could_explain_a_topic():
    rows = (
        MasteryRow(TopicBar("Data", 0.2, 0.1, 0.4, 12), "Ann"),
        MasteryRow(TopicBar("Statistics", 0.8, 0.7, 0.9, 40)),
        MasteryRow(bar(0, 0, "Clustering")),
    )
    picture = MasteryPicture("The group", "Weakest first", rows)

    written = [words.text for words in mastery.set_mastery(picture, LIGHT).words]
    assert {"Data", "20%", "12", "Ann", "80%", "Clustering", "0"} <= {*written}
    assert written.count("0%") == 0
    assert mastery.describe_mastery(picture) == (
        "The group. Weakest: Data, 20%. Strongest: Statistics, 80%. Each topic, and who could "
        "explain it: Data 20%, Ann. Statistics 80%. No answers yet: Clustering."
    )
    assert mastery.draw_mastery(picture, DARK).startswith(b"\x89PNG")
    assert mastery.describe_mastery(MasteryPicture("The group", "", ())) == (
        "The group. There is no topic to show yet."
    )


def test_a_week_is_told_day_by_day():
    week = (
        RecapDay(date(2026, 11, 16), "Statistics", 0.25, "1 of 4"),
        RecapDay(date(2026, 11, 17), "Data", None, "nobody answered"),
        RecapDay(date(2026, 11, 18), "", None),
    )
    picture = RecapPicture("The week", "", (Figure("Answers", "4"),), week, (bar(5, 9, "Data"),))

    written = [words.text for words in recap.set_recap(picture, LIGHT).words]
    assert {"Mon 16", "25%", "no question", "nobody answered"} <= {*written}
    assert recap.describe_recap(picture) == (
        "The week. Answers: 4. Monday: Statistics, 25% right, 1 of 4. Tuesday: Data, nobody "
        "answered. Wednesday: no question. Mastery by topic: Data 50% (20% to 70%, 5 of 9)."
    )
    assert recap.draw_recap(picture, LIGHT) != recap.draw_recap(picture, DARK)


def test_the_podium_of_a_season_says_so():
    season = Podium("Season", (Step(1, ("Ann",), "81%"),), "season 2026-Q4")

    assert podium.describe_podium(season) == "The podium of season 2026-Q4. First: Ann, 81%."
    assert podium.draw_podium(season, DARK) != podium.draw_podium(season)
