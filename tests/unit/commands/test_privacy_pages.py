"""What members are told about their own data."""

from __future__ import annotations

import pytest

from bot.adapters.discord import privacy_pages as pages
from bot.adapters.discord.common import mention
from bot.store.erasure import Erased
from bot.store.visibility import Visibility
from tests.unit.commands.pages import text_of


@pytest.mark.parametrize(("typed", "yes"), [
    ("erase", True), (" ERASE ", True), ("Erase", True), ("", False), ("erase me", False),
    ("delete", False),
])  # fmt: skip
def test_the_word_counts_whatever_its_case(typed, yes):
    assert pages.is_confirmed(typed) is yes


def test_what_was_typed_instead_cannot_mention_anybody():
    told = pages.not_confirmed("@everyone **" + "x" * 90)

    assert "@everyone" not in told
    assert len(told) < 250


def test_an_erasure_is_told_in_numbers():
    done = Erased(answers=214, messages=12, other=2, awards=214, quizzes=1, closed_to=(3,))

    told = pages.erased(done)

    assert told.startswith("Erased: 214 answers, 12 thread messages and 2 other entries.")
    assert "214 awards and 1 quiz stay without your name, so that others' standings stand." in told
    assert "takes no more answers from you" in told


def test_one_award_stays_and_nothing_is_nothing():
    assert "1 award stays without" in pages.erased(Erased(answers=1, awards=1))
    assert pages.erased(Erased(awards=1)).startswith("Erased: your name.")
    assert "stay" not in pages.erased(Erased(answers=1))
    assert pages.erased(Erased()) == pages.NOTHING_ERASED


@pytest.mark.parametrize("hidden", [True, False])
@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("theme", ["dark", "light", None])
def test_every_choice_is_shown_with_what_it_means(hidden, is_open, theme):
    text = text_of(pages.visibility(Visibility(hidden, is_open, theme), changed=False))

    assert ("**hidden**" if hidden else "**shown**") in text
    assert ("**open**" if is_open else "**private**") in text
    assert f"**{theme or 'automatic'}**" in text


def test_several_archives_are_numbered_and_announced():
    files = pages.export_files([b"1", b"2"], 5, 7)

    assert [file.filename for file in files] == ["viva-5-7.zip", "viva-5-7-2.zip"]
    assert "2 archives" in pages.exported(2)
    assert "archives" not in pages.exported(1)


def test_who_erased_their_data_is_not_mentioned():
    assert (mention(7), mention(-7)) == ("<@7>", "a former member")
