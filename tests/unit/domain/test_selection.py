from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.course import Course
from bot.domain.expected import Outlook
from bot.domain.pools import Filter, Pools
from bot.domain.question import Level, QuestionType
from bot.domain.rhythm import wish_of
from bot.domain.selection import FEWEST_BETWEEN, Candidate, Pool, Used
from bot.errors import NotFound
from tests.unit.domain.samples import question

MONDAY = date(2026, 6, 1)
ONE = Candidate("z-0", "z", 1, QuestionType.SINGLE, Level.JUNIOR)


def candidates(**topics):
    """Return so many candidates per topic, with the difficulties in turn."""
    return [
        Candidate(f"{topic}-{i}", topic, 1 + i % 5, QuestionType.SINGLE, Level.SENIOR)
        for topic, count in topics.items()
        for i in range(count)
    ]


def posts(pool, count, seed=0, before=()):
    """Return what is posted when `count` questions are picked one after another."""
    history = list(before)
    for i in range(count):
        chosen = pool.pick(history, seed + i)
        history.append(Used(chosen.question_id, chosen.topic))
    return history


def ids(history):
    return [used.question_id for used in history]


def test_the_same_seed_makes_the_same_pick_whatever_the_order_of_the_candidates():
    pool = candidates(a=5, b=5)

    assert Pool(pool).pick([], 7) == Pool(pool[::-1]).pick([], 7)


def test_another_seed_may_make_another_pick():
    pool = Pool(candidates(a=5, b=5))

    assert len({pool.pick([], seed).question_id for seed in range(100)}) == 10


def test_every_question_is_asked_once_before_any_comes_again():
    pool = Pool(candidates(a=15, b=20, c=25))

    history = posts(pool, 60)

    assert len(set(ids(history))) == 60
    assert not pool.pick(history[:-1], 0).reused
    assert pool.pick(history, 0).reused


def test_a_pick_says_how_many_new_ones_remain():
    pool = Pool(candidates(a=2, b=1))

    history = posts(pool, 2)

    assert pool.remaining([]) == 3
    assert pool.remaining(history) == 1
    assert [pool.pick(history[:n], n).remaining for n in range(3)] == [2, 1, 0]
    assert pool.pick(posts(pool, 3), 0).remaining == 0


def test_posts_of_questions_outside_of_the_pool_do_not_use_it_up():
    pool = Pool(candidates(a=3))

    chosen = pool.pick([Used("elsewhere", "x"), Used("elsewhere", "x")], 1)

    assert chosen.remaining == 2


def test_an_exhausted_pool_begins_again_with_the_oldest():
    pool = Pool(candidates(a=10, b=10))
    history = posts(pool, 20)

    again = pool.pick(history, 99)

    assert again.reused
    assert again.question_id in ids(history[:2])


def test_a_pool_of_one_asks_it_again():
    assert posts(Pool(candidates(a=1)), 3) == [Used("a-0", "a")] * 3


def test_a_lone_question_of_another_topic_does_not_come_every_other_day():
    """Changing the topic must not cost more than it gains when the pool is exhausted."""
    history = posts(Pool(candidates(a=39, b=1)), 200)

    assert Counter(ids(history))["b-0"] <= 11


def test_a_large_pool_rests_a_question_for_most_of_it():
    pool = Pool(candidates(a=200, b=200))

    assert pool.window == 240
    assert Pool(candidates(a=10)).window == FEWEST_BETWEEN


def test_rested_questions_that_were_asked_less_are_likelier():
    pool = Pool(candidates(a=40, b=40))
    once = [Used(f"{topic}-{i}", topic) for i in range(1, 40) for topic in "ab"]
    often = [Used("a-0", "a"), Used("b-0", "b")] * 9

    picked = Counter(pool.pick([*often, *once], seed).question_id for seed in range(600))

    assert picked.keys() <= set(ids([*often, *once][:-60]))
    assert picked["a-0"] + picked["b-0"] < 30 < picked.total() / 10


def test_a_new_question_comes_before_a_rested_one():
    pool = Pool(candidates(a=50, b=50))
    history = posts(pool, 99)

    chosen = pool.pick([*history, Used("elsewhere", "x")], 5)

    assert chosen.question_id not in ids(history)


def test_nothing_comes_again_while_something_is_new_though_it_has_the_last_topic():
    old = [Used(f"b-{i}", "b") for i in range(5)] + [Used("x", "x")] * 70 + [Used("a-0", "a")]

    chosen = Pool(candidates(a=5, b=5)).pick(old, 1)

    assert chosen.topic == "a"
    assert not chosen.reused


def test_a_topic_with_most_of_what_is_left_takes_every_other_turn():
    pool = Pool(candidates(a=10, b=3, c=3, d=3), {"a": 1.0, "b": 9.0, "c": 9.0, "d": 9.0})

    history = posts(pool, 19)

    assert all(one.topic != other.topic for one, other in pairwise(history))


def test_a_single_topic_may_follow_itself():
    history = posts(Pool(candidates(a=5)), 5)

    assert len(set(ids(history))) == 5


def test_topics_take_their_share_of_the_posts():
    history = posts(Pool(candidates(a=200, b=100, c=100)), 200)

    shares = Counter(used.topic for used in history)

    assert 85 <= shares["a"] <= 100
    assert 45 <= shares["b"] <= 65
    assert 45 <= shares["c"] <= 65


def test_weights_given_decide_the_shares_instead_of_the_numbers():
    weights = {"a": 1.0, "b": 1.0, "c": 2.0}

    history = posts(Pool(candidates(a=200, b=100, c=100), weights), 100)

    shares = Counter(used.topic for used in history)
    assert shares["c"] > max(shares["a"], shares["b"]) + 10


def test_a_topic_that_was_neglected_is_likelier():
    pool = Pool(candidates(a=50, b=50, c=50))
    recent = [Used(f"a-{i}", "a") if i % 2 else Used(f"b-{i}", "b") for i in range(30)]

    topics = Counter(pool.pick(recent, seed).topic for seed in range(300))

    assert topics["c"] > 250


def test_weights_of_nothing_still_let_something_be_picked():
    assert Pool(candidates(a=2), {"a": 0.0}).pick([], 1).topic == "a"


def test_an_empty_pool_says_what_to_change():
    with pytest.raises(NotFound, match="/schedule edit"):
        Pool([]).pick([], 1)


def test_pools_filter_by_what_a_schedule_asks_for():
    pools = Pools([*candidates(a=10, b=10, c=10), replace(ONE, language="de")])

    def size(**wanted):
        return len(pools.pool(Filter(**wanted)))

    assert size() == 31
    assert size(topics=frozenset("ab")) == 20
    assert size(topics=frozenset("a"), easiest=2, hardest=3) == 4
    assert size(topics=frozenset({"nowhere"})) == 0
    assert size(level="junior") == 1
    assert size(language="en") == 30


def test_a_pool_is_arranged_once_for_a_filter():
    pools = Pools(candidates(a=10, b=10))

    assert pools.pool(Filter(frozenset("ab"))) is pools.pool(Filter(frozenset("ba")))


def test_a_candidate_is_what_the_choice_needs_of_a_question():
    sample = question(
        QuestionType.MULTIPLE, id="q", topic="t", difficulty=4, level=Level.STAFF, language="fr"
    )

    made = Candidate.of(sample)

    assert made == Candidate("q", "t", 4, QuestionType.MULTIPLE, Level.STAFF, "fr")


# ------------------------------------------------------------------------------- days


def mixed():
    """Return 8 topics of 50 questions: every type at every difficulty in each."""
    types = list(QuestionType)
    return [
        Candidate(f"{topic}-{i}", topic, 1 + i % 5, types[i % 8], Level.SENIOR)
        for topic in "abcdefgh"
        for i in range(50)
    ]


@pytest.mark.parametrize("day", range(5))
def test_a_new_question_that_meets_the_days_wish_is_picked(day):
    pool, wish = Pool(mixed()), wish_of(MONDAY + timedelta(days=day))

    for seed in range(20):
        chosen = pool.get(pool.pick([], seed, wish).question_id)

        assert wish.steps[0].fits(chosen.type, chosen.difficulty)


def test_a_wish_widens_no_further_than_it_must():
    pool = Pool(mixed())
    wish = wish_of(MONDAY)
    easy = [Used(c.id, c.topic) for c in mixed() if c.difficulty <= 2]

    chosen = pool.pick(easy, 1, wish)

    assert pool.get(chosen.question_id).difficulty == 3
    assert not chosen.reused
    assert "the nearest left was difficulty 1 to 3" in chosen.reason


def test_the_reason_names_the_day_the_topic_and_what_is_left_but_not_the_question():
    pool = Pool(mixed(), titles={topic: f"Topic {topic}" for topic in "abcdefgh"})
    history = [Used("a-1", "a")] * 3

    chosen = pool.pick(history, 1, wish_of(MONDAY))

    assert chosen.reason.startswith("Monday asks for difficulty 1 to 2. Topic ")
    assert "0 of the last 3 posts, its share is 12%" in chosen.reason
    assert chosen.reason.endswith("398 left that were never asked here.")
    assert chosen.question_id not in chosen.reason


def test_the_reason_expects_nothing_of_an_open_question():
    pool = Pool([c for c in mixed() if c.type is QuestionType.OPEN])

    assert "expected right" not in pool.pick([], 1).reason
    assert "About 60% expected right." in Pool([replace(ONE, difficulty=3)]).pick([], 1).reason


def test_questions_that_six_in_ten_are_expected_to_have_right_are_likelier():
    pool = Pool(candidates(a=50))
    odds = {f"a-{i}": 0.4 if i < 10 else -3.0 for i in range(50)}

    picked = Counter(pool.pick([], seed, outlook=Outlook(odds)).question_id for seed in range(1000))

    near = sum(picked[f"a-{i}"] for i in range(10))
    assert near > 700
    assert len(picked) > 30


@given(st.integers(0, 2**53 - 1), st.integers(0, 399))
@settings(max_examples=30)
def test_a_pick_stays_when_a_question_that_lost_is_taken_away(seed, number):
    everything = mixed()
    chosen = Pool(everything).pick([], seed)
    lost = everything[number]

    fewer = Pool([c for c in everything if c is not lost], dict.fromkeys("abcdefgh", 1.0))

    if lost.id != chosen.question_id:
        assert fewer.pick([], seed).question_id == chosen.question_id


@given(st.integers(0, 2**53 - 1))
@settings(max_examples=5)
def test_over_a_year_every_topic_comes_to_its_share_in_the_weeks_rhythm(seed):
    weights = {topic: float(weight) for weight, topic in enumerate("abcdefgh", start=4)}
    pool = Pool(mixed(), weights)
    history = []
    for number in range(260):
        wish = wish_of(MONDAY + timedelta(days=number % 7))
        chosen = pool.pick(history, seed + number, wish)
        history.append(Used(chosen.question_id, chosen.topic))

    shares = Counter(used.topic for used in history)

    for topic, weight in weights.items():
        assert abs(shares[topic] / 260 - weight / sum(weights.values())) < 0.03


# ------------------------------------------------------------------------------- tracks


def test_a_track_goes_in_its_order_past_what_the_group_has_had():
    course = Course(candidates(b=2, a=2), "Track")

    chosen = course.pick([Used("b-0", "b")])

    assert (chosen.question_id, chosen.remaining, chosen.reused) == ("b-1", 2, False)
    assert chosen.reason == "Track: number 2 of 4; 2 left."


def test_a_track_that_was_used_up_begins_again_with_the_oldest():
    course = Course(candidates(b=2, a=2), "Track")
    history = [Used("a-1", "a"), Used("b-0", "b"), Used("b-1", "b"), Used("a-0", "a")]

    chosen = course.pick(history)

    assert (chosen.question_id, chosen.remaining, chosen.reused) == ("a-1", 0, True)


def test_what_was_asked_long_ago_belongs_to_the_track_again():
    course = Course(candidates(a=2), "Track")
    history = [Used("a-0", "a"), *[Used("x", "x")] * 60]

    assert course.pick(history).question_id == "a-0"
    assert course.remaining(history) == 2


def test_a_track_without_questions_says_what_to_change():
    with pytest.raises(NotFound, match="/schedule edit"):
        Course([], "Track").pick([])


def test_a_track_leaves_out_what_may_not_be_asked_and_what_does_not_fit():
    tracks = {"t": ("Track", ["b-1", "gone", "a-4", "a-1"])}
    pools = Pools(candidates(a=5, b=5), tracks=tracks)

    course = pools.pool(Filter(topics=frozenset("a"), track="t"))

    assert isinstance(course, Course)
    assert course.pick([]).question_id == "a-4"
    assert len(course) == 2
    assert len(pools.pool(Filter(track="unknown"))) == 0


# ------------------------------------------------------------------------------- rules


sizes = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 30), min_size=1)
runs = st.integers(0, 130)
seeds = st.integers(0, 2**63 - 1)


@given(sizes, runs, seeds)
def test_nothing_repeats_within_the_window_while_the_pool_lasts(topics, count, seed):
    pool = Pool(candidates(**topics))

    history = ids(posts(pool, count, seed))

    if len(pool) > pool.window:
        for i, used_id in enumerate(history):
            assert used_id not in history[max(0, i - pool.window) : i]
    else:
        assert len(set(history)) == min(count, len(pool))


@given(sizes, runs, seeds)
def test_the_same_history_and_seed_make_the_same_pick(topics, count, seed):
    history = posts(Pool(candidates(**topics)), count, seed)

    first = Pool(candidates(**topics)).pick(history, seed)

    assert first == Pool(candidates(**topics)[::-1]).pick(history, seed)


@given(sizes, runs, seeds)
def test_a_topic_never_follows_itself_while_another_has_something_new(topics, count, seed):
    pool = candidates(**topics)
    history = posts(Pool(pool), count, seed)

    for i, (before, used) in enumerate(pairwise(history), start=1):
        had = set(ids(history[:i]))
        others = [c for c in pool if c.topic != before.topic and c.id not in had]
        assert used.topic != before.topic or not others


@given(sizes, runs, seeds)
def test_what_remains_is_what_was_never_asked(topics, count, seed):
    pool = candidates(**topics)
    history = posts(Pool(pool), count, seed)

    chosen = Pool(pool).pick(history, seed)

    assert chosen.remaining == len({c.id for c in pool} - set(ids(history)) - {chosen.question_id})
    assert chosen.reused == (chosen.question_id in ids(history))
