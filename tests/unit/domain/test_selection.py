from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.question import QuestionType
from bot.domain.selection import FEWEST_BETWEEN, Candidate, Pool, Pools, Used, pick
from bot.errors import NotFound
from tests.unit.domain.samples import question


def candidates(**topics):
    """Return so many candidates per topic, with the difficulties in turn."""
    return [
        Candidate(f"{topic}-{i}", topic, 1 + i % 5, QuestionType.SINGLE)
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

    assert pick(pool, [], 7) == pick(pool[::-1], [], 7)


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


def test_rested_questions_that_were_asked_least_come_first():
    pool = Pool(candidates(a=40, b=40))
    once = [Used(f"{topic}-{i}", topic) for i in range(1, 40) for topic in "ab"]
    history = [Used("a-0", "a")] * 3 + [Used("b-0", "b")] + once

    picked = {pool.pick(history, seed).question_id for seed in range(300)}

    assert picked <= set(ids(history[3:-60]))
    assert len(picked) > 5


def test_a_new_question_comes_before_a_rested_one():
    pool = Pool(candidates(a=50, b=50))
    history = posts(pool, 99)

    chosen = pool.pick([*history, Used("elsewhere", "x")], 5)

    assert chosen.question_id not in ids(history)


def test_the_topic_changes_even_when_all_that_is_new_has_the_last_one():
    old = [Used(f"b-{i}", "b") for i in range(5)] + [Used("x", "x")] * 70 + [Used("a-0", "a")]

    chosen = Pool(candidates(a=5, b=5)).pick(old, 1)

    assert chosen.topic == "b"
    assert chosen.reused


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


def test_pools_filter_by_topic_and_difficulty():
    pools = Pools(candidates(a=10, b=10, c=10))

    assert len(pools.pool()) == 30
    assert len(pools.pool(["a", "b"])) == 20
    assert len(pools.pool(("a",), 2, 3)) == 4
    assert len(pools.pool(("nowhere",))) == 0


def test_a_pool_is_arranged_once_for_a_filter():
    pools = Pools(candidates(a=10, b=10))

    assert pools.pool(["a", "b"], 1, 3) is pools.pool(("b", "a"), 1, 3)


def test_a_candidate_is_what_the_choice_needs_of_a_question():
    sample = question(QuestionType.MULTIPLE, id="q", topic="t", difficulty=4)

    assert Candidate.of(sample) == Candidate("q", "t", 4, QuestionType.MULTIPLE)


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

    assert pick(candidates(**topics), history, seed) == Pool(candidates(**topics)).pick(
        history, seed
    )


@given(sizes, runs, seeds)
def test_a_topic_never_follows_itself_while_another_is_rested(topics, count, seed):
    pool = candidates(**topics)
    arranged = Pool(pool)
    history = posts(arranged, count, seed)

    for i, (before, used) in enumerate(pairwise(history), start=1):
        resting = set(ids(history[max(0, i - arranged.window) : i]))
        others = [c for c in pool if c.topic != before.topic and c.id not in resting]
        assert used.topic != before.topic or not others


@given(sizes, runs, seeds)
def test_what_remains_is_what_was_never_asked(topics, count, seed):
    pool = candidates(**topics)
    history = posts(Pool(pool), count, seed)

    chosen = Pool(pool).pick(history, seed)

    assert chosen.remaining == len({c.id for c in pool} - set(ids(history)) - {chosen.question_id})
    assert chosen.reused == (chosen.question_id in ids(history))
