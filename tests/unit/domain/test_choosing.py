from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.choosing import Past, choose, few
from bot.domain.course import Course
from bot.domain.drawing import draw
from bot.domain.question import Level, QuestionType
from bot.domain.rhythm import Asked
from bot.domain.selection import Candidate, Pool, Used

MONDAY = date(2026, 6, 1)
SATURDAY, SUNDAY = MONDAY + timedelta(days=5), MONDAY + timedelta(days=6)
TYPES = [QuestionType.SINGLE, QuestionType.NUMERIC, QuestionType.CODE_OUTPUT, QuestionType.OPEN]


def candidates(each=20, topics="abcd"):
    return [
        Candidate(f"{topic}-{i}", topic, 1 + i % 5, TYPES[i % 4], Level.SENIOR)
        for topic in topics
        for i in range(each)
    ]


def missed(question_id, day=0, mean=0.25):
    topic = question_id[0]
    day = MONDAY + timedelta(days=day)
    return Asked(question_id, topic, day, closed=True, revisit=False, answered=4, score=mean * 4)


def past(*week):
    return Past([Used(entry.question_id, entry.topic) for entry in week], list(week))


def test_the_weekend_asks_the_most_missed_and_then_the_next():
    pool = Pool(candidates())
    now = past(missed("a-0", 0, 0.5), missed("b-1", 1, 0.25), missed("c-1", 2, 0.9))

    first = choose(pool, now, SATURDAY, 1, rhythm=True)
    now.note(first, SATURDAY)
    second = choose(pool, now, SUNDAY, 2, rhythm=True)
    now.note(second, SUNDAY)

    assert [(p.question_id, p.revisit) for p in (first, second)] == [("b-1", True), ("a-0", True)]
    assert "scored 25% in 4 answers this week" in first.reason
    assert not choose(pool, now, SUNDAY, 3, rhythm=True).revisit


def test_weekdays_and_schedules_without_rhythm_ask_nothing_again():
    pool, now = Pool(candidates()), past(missed("b-1"))

    assert not choose(pool, now, MONDAY, 1, rhythm=True).revisit
    assert not choose(pool, now, SATURDAY, 1, rhythm=False).revisit


def test_an_open_question_and_one_that_does_not_fit_are_not_asked_again():
    pool = Pool(candidates())
    now = past(missed("a-3"), missed("x-1"))

    assert not choose(pool, now, SATURDAY, 1, rhythm=True).revisit


def test_a_missed_question_of_yesterdays_topic_waits_for_sunday():
    pool = Pool(candidates())
    now = past(missed("a-0", 4))

    saturday = choose(pool, now, SATURDAY, 1, rhythm=True)
    now.note(saturday, SATURDAY)
    sunday = choose(pool, now, SUNDAY, 2, rhythm=True)

    assert not saturday.revisit
    assert sunday.question_id == "a-0"


def test_a_schedule_of_one_topic_asks_again_all_the_same():
    pool = Pool(candidates(topics="a"))

    assert choose(pool, past(missed("a-0", 4)), SATURDAY, 1, rhythm=True).question_id == "a-0"


def test_what_is_asked_again_leaves_as_many_new_ones_as_before():
    pool = Pool(candidates())

    chosen = choose(pool, past(missed("b-1"), missed("c-1", 1, 1.0)), SATURDAY, 1, rhythm=True)

    assert (chosen.question_id, chosen.remaining) == ("b-1", 78)


def test_a_track_has_no_rhythm():
    course = Course(candidates(), "Track")
    now = past(missed("b-1"))

    chosen = choose(course, now, SATURDAY, 1, rhythm=True)

    assert (chosen.question_id, chosen.revisit) == ("a-0", False)
    assert (few(course), few(Pool(candidates()))) == (5, 20)


@given(st.integers(0, 2**53 - 1), st.lists(st.booleans(), min_size=1, max_size=14))
@settings(max_examples=25)
def test_apart_from_revisits_nothing_repeats_within_the_window_and_no_topic_follows_itself(
    seed, is_missed
):
    """Misses are as drawn; of 130 questions each rests for 78 posts."""
    everything = candidates(26, "abcde")
    pool = Pool(everything)
    now, first = Past(), []
    for number in range(160):
        day = MONDAY + timedelta(days=number)
        if number % 7 == 5:
            now.week = [
                missed(u.question_id, number - 5 + i)
                for i, u in enumerate(now.used[-5:])
                if is_missed[(number + i) % len(is_missed)]
            ]
        pick = choose(pool, now, day, seed + number, rhythm=True)
        if pick.revisit:
            assert pick.question_id in [u.question_id for u in now.used[-6:]]
        else:
            resting = {u.question_id for u in now.used[-pool.window :]}
            assert pick.question_id not in resting
            first.append(pick.question_id)
        had = {u.question_id for u in now.used}
        new = {c.topic for c in everything if c.id not in had}
        assert not now.used or pick.topic != now.used[-1].topic or new == {pick.topic}
        now.note(pick, day)
    assert len(set(first[:130])) == min(130, len(first))


@given(st.dictionaries(st.text(max_size=5), st.floats(0.01, 100), min_size=1), st.integers(0))
def test_a_draw_is_one_of_the_names_and_does_not_depend_on_their_order(weights, seed):
    backwards = dict(reversed(weights.items()))

    assert draw(weights, seed) == draw(backwards, seed)
    assert draw(weights, seed) in weights


def test_names_are_drawn_in_proportion_to_their_weights():
    drawn = Counter(draw({"a": 1.0, "b": 2.0, "c": 5.0}, seed) for seed in range(8000))

    assert abs(drawn["a"] - 1000) < 120
    assert abs(drawn["b"] - 2000) < 160
