"""The bank in use: exchanged whole or not at all, and different where a server wants it so."""

from dataclasses import replace

import pytest

from bot.errors import BankError, Fault
from bot.services.library import PLAIN, Change, Library
from tests.questions import MULTIPLE, NUMERIC, SINGLE, bank_of

GUILD, OTHER = 10, 20


async def test_a_reload_exchanges_the_bank_and_says_what_changed():
    """Added, changed and removed questions are told apart."""
    library = Library(
        bank_of(SINGLE, NUMERIC), lambda: bank_of(replace(SINGLE, version=2), MULTIPLE)
    )

    change = await library.reload()

    assert change == Change((MULTIPLE.id,), (SINGLE.id,), (NUMERIC.id,), total=2)
    assert library.bank.get(SINGLE.id).version == 2
    assert library.bank.get(NUMERIC.id) is None


async def test_a_key_that_changes_without_its_version_is_told():
    """Other changes need no new version, and a new version is what a key needs."""
    key = replace(NUMERIC.numeric, relative=0.2)
    careless, careful = replace(NUMERIC, numeric=key), replace(NUMERIC, numeric=key, version=2)

    for new, told in ((careless, (NUMERIC.id,)), (careful, ()), (replace(NUMERIC, stem="?"), ())):
        change = await Library(bank_of(NUMERIC), lambda new=new: bank_of(new)).reload()
        assert (change.changed, change.same_version) == ((NUMERIC.id,), told)


async def test_a_reload_with_faults_keeps_the_old_bank():
    """Nothing of a faulty bank is taken, and nobody is told of a change."""

    def load():
        raise BankError([Fault("x.yaml", 3, "", "is wrong", "mend it")])

    told = []

    async def listen(bank):
        told.append(bank)

    bank = bank_of(SINGLE)
    library = Library(bank, load)
    library.on_change(listen)

    with pytest.raises(BankError):
        await library.reload()

    assert library.bank is bank
    assert not told


async def test_who_listens_gets_the_new_bank():
    """Listeners run once for each exchange."""
    fresh, told = bank_of(MULTIPLE), []

    async def listen(bank):
        told.append(bank)

    library = Library(bank_of(SINGLE), lambda: fresh)
    library.on_change(listen)

    await library.reload()

    assert told == [fresh]


async def test_a_library_without_a_way_to_load_says_so():
    """It is a mistake of the caller."""
    with pytest.raises(RuntimeError, match="cannot be reloaded"):
        await Library(bank_of(SINGLE)).reload()


def test_titles_follow_the_bank():
    """Whoever holds the mapping sees the topics of today."""
    library = Library(bank_of(SINGLE))

    assert dict(library.titles) == {t.id: t.title for t in library.bank.topics.values()}
    assert library.topics() == [(SINGLE.topic, library.titles[SINGLE.topic])]


def test_a_servers_own_question_is_for_that_server_alone():
    """Other servers have the bank as it is."""
    library = Library(bank_of(SINGLE))

    library.adopt(GUILD, {NUMERIC: frozenset({7})})

    assert library.question(GUILD, NUMERIC.id) == NUMERIC
    assert library.question(OTHER, NUMERIC.id) is None
    assert library.question(GUILD, SINGLE.id) == SINGLE
    assert library.insiders(GUILD, NUMERIC.id) == {7}
    assert library.insiders(GUILD, SINGLE.id) == frozenset()
    assert library.insiders(OTHER, NUMERIC.id) == frozenset()


def test_what_is_set_back_leaves_no_trace():
    """An edition that differs in nothing is the plain one again."""
    library = Library(bank_of(SINGLE))

    library.suspend(GUILD, [SINGLE.id])
    assert library.edition(GUILD).suspended == {SINGLE.id}
    library.suspend(GUILD, [])

    assert library.edition(GUILD) is PLAIN
