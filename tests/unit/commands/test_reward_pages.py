"""The pages of `/rewards`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.adapters.discord import reward_pages as pages
from bot.domain.rewards import Reward, RewardKind
from bot.services.rewards import Rule
from bot.services.role_changes import Failure, Report
from tests.fakes import NOON
from tests.unit.commands.pages import text_of

LONG = 1_000_000_000_000_000_000


def reward(kind=RewardKind.PLACE, threshold=1, role_id=50):
    return Reward(1, role_id, kind, threshold, 99, NOON)


@pytest.mark.parametrize(
    ("kind", "threshold", "words"),
    [
        (RewardKind.PLACE, 2, "2nd place in the season"),
        (RewardKind.STREAK, 1, "a streak of 1 day, as long as it lasts"),
        (RewardKind.ANSWERS, 1000, "1,000 answers of all time"),
        (RewardKind.POINTS, 500, "500 points of all time"),
    ],
)
def test_a_reward_says_what_earns_it(kind, threshold, words):
    assert words in text_of(pages.added(reward(kind, threshold)))


def test_a_full_list_with_troubles_fits_into_a_message():
    rules = [
        Rule(reward(role_id=LONG + number), tuple(range(LONG, LONG + 40)), "Not below. " * 15)
        for number in range(20)
    ]

    text = text_of(pages.listing(rules))

    assert len(text) <= 4000
    assert "20 roles to earn here" in text
    assert "and 30 others" in text
    assert "more" in text


def test_only_a_list_with_places_explains_them():
    places, points = reward(), reward(RewardKind.POINTS)

    assert "ties share a place" in text_of(pages.listing([Rule(places, (), "")]))
    assert "ties share a place" not in text_of(pages.listing([Rule(points, (), "")]))


def test_what_went_wrong_lately_is_told_until_it_is_tried_again():
    rule = Rule(replace(reward(), trouble="Viva lacks **Manage Roles**."), (), "")

    assert "Latest try: Viva lacks **Manage Roles**. `/rewards sync`" in text_of(
        pages.listing([rule])
    )


def test_what_could_not_be_done_is_named_with_its_reason():
    failures = (Failure(50, (7, 8), "they are no longer in the server"),)

    text = text_of(pages.synced(Report(3, 1, failures, 2)))

    assert "Given: 3 · taken: 1" in text
    assert "- <@&50>, <@7>, <@8>: they are no longer in the server" in text
    assert "did not answer to 2 changes. I try again by myself" in text


def test_a_removal_says_what_became_of_the_role():
    assert "keeps it" in text_of(pages.removed(50, Report(), keep=True))
    assert "from nobody" in text_of(pages.removed(50, Report(), keep=False))
    assert "from 2 members" in text_of(pages.removed(50, Report(taken=2), keep=False))
