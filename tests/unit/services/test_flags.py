"""Flags: two members suspend a question in their server until an admin or a correction decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.flags import BanKind, FlagKind, kind_of
from bot.domain.scoring import RIGHT_REPORT
from bot.errors import NotFound, UserError
from bot.services.daily import HORIZON
from bot.services.library import PLAIN
from bot.services.tables import Kind, Period, Wanted
from tests.questions import EASY, SINGLE, bank_of
from tests.unit.services.conftest import ADMIN, ANN, BOB, CID, GUILD


async def flag(world, round_, *members, kind=FlagKind.KEY, text=""):
    put = None
    for member_id in members:
        put = await world.services.flags.flag(round_, member_id, kind, text)
    return put


def suspended(world):
    return world.services.library.edition(GUILD).suspended


async def correct(world, **changes):
    """Have the bank reloaded with another version of the question."""
    world.bank = bank_of(replace(SINGLE, **{"version": 2} | changes), EASY)
    await world.services.library.reload()


async def waiting(world):
    return [case.question_id for case in (await world.services.verdicts.cases(GUILD)).rows]


@pytest.fixture
async def world(world_of):
    async with world_of(SINGLE, EASY) as made:
        yield made


@pytest.fixture
async def round_(world):
    """A round that asks SINGLE."""
    return await world.open_round(topics=("transformers",))


async def test_one_flag_changes_nothing_but_the_admins_list(world, round_):
    put = await flag(world, round_, ANN)
    await world.tick()

    assert (put.kept, put.replaced, put.suspended) == (True, False, False)
    assert suspended(world) == frozenset()
    assert await waiting(world) == [SINGLE.id]
    assert world.publisher.notices == []


async def test_a_second_flag_of_the_same_member_replaces_the_reason(world, round_):
    await flag(world, round_, ANN)
    put = await flag(world, round_, ANN, kind=FlagKind.OTHER, text="C is right, too")

    (case,) = (await world.services.verdicts.cases(GUILD)).rows
    assert (put.replaced, put.suspended) == (True, False)
    assert [(f.kind, f.text) for f in case.flags] == [(FlagKind.OTHER, "C is right, too")]


async def test_two_members_suspend_a_question_and_the_admins_are_told_once(world, round_):
    await flag(world, round_, ANN, text="B | `x` ||\nas well")
    put = await flag(world, round_, BOB, CID)
    await world.tick()

    ((guild_id, text),) = world.publisher.notices
    assert put.suspended is False  # the third came too late for that
    assert suspended(world) == {SINGLE.id}
    assert guild_id == GUILD
    assert "2 members reported" in text
    assert "||`B / 'x' // as well`||" in text
    assert text.count("The key is wrong") == 2


async def test_what_is_suspended_is_not_asked_even_when_it_was_planned(world, round_):
    """The one question that fits was planned; without it the schedule pauses and says so."""
    schedule = await world.services.schedules.get(GUILD, "daily")
    world.clock.set(schedule.next_at - HORIZON / 2)
    assert await world.services.daily.look_ahead(world.clock.now())

    await flag(world, round_, ANN, BOB)
    world.clock.set(schedule.next_at)
    await world.services.tick()

    assert [r.id for r in await world.services.history.current(GUILD)] == [round_.id]
    assert "no question of the bank fits" in world.publisher.notices[-1][1]


async def test_members_who_left_do_not_count(world, round_):
    await flag(world, round_, ANN)
    world.publisher.away = {ANN}

    assert not (await flag(world, round_, BOB)).suspended
    assert (await flag(world, round_, CID)).suspended


async def test_a_suspension_outlives_a_restart(world, round_):
    await flag(world, round_, ANN, BOB)

    await world.restart()

    assert suspended(world) == {SINGLE.id}


async def test_a_dismissed_question_is_asked_again_and_those_flags_count_no_more(world, round_):
    await flag(world, round_, ANN, BOB)

    settled = await world.services.verdicts.dismiss(GUILD, SINGLE.id, ADMIN)
    await world.tick()

    assert (settled.flags, settled.ban) == (2, BanKind.SUSPENDED)
    assert world.services.library.edition(GUILD) is PLAIN
    assert {member for member, _ in world.publisher.told} == {ANN, BOB}
    assert await waiting(world) == []
    with pytest.raises(UserError, match="looked at your report"):
        await flag(world, round_, ANN)
    assert not (await flag(world, round_, CID)).suspended
    assert (await flag(world, round_, 104)).suspended


async def test_a_retired_question_stays_away_through_corrections_until_it_is_reinstated(
    world, round_
):
    await flag(world, round_, ANN)
    verdicts = world.services.verdicts

    await verdicts.retire(GUILD, SINGLE.id, ADMIN)
    await correct(world)
    with pytest.raises(NotFound):
        await verdicts.dismiss(GUILD, SINGLE.id, ADMIN)
    before = suspended(world)
    settled = await verdicts.reinstate(GUILD, SINGLE.id, ADMIN)
    await world.tick()

    assert before == {SINGLE.id}
    assert settled.ban is BanKind.RETIRED
    assert suspended(world) == frozenset()
    assert [text.partition("it is ")[2] for _, text in world.publisher.told] == [
        "not asked any more."
    ]


async def test_a_correction_lifts_a_suspension_and_tells_who_reported(world, round_):
    await flag(world, round_, ANN, BOB)

    await correct(world)
    await world.tick()

    assert suspended(world) == frozenset()
    assert await waiting(world) == []
    assert [member for member, _ in world.publisher.told] == [ANN, BOB]
    assert "corrected" in world.publisher.told[0][1]
    assert (await flag(world, round_, ANN)).kept


async def test_a_reload_without_a_newer_version_lifts_nothing(world, round_):
    await flag(world, round_, ANN, BOB)

    await correct(world, version=1, stem="Which of these holds?")

    assert suspended(world) == {SINGLE.id}


async def test_a_flag_can_be_taken_back_until_it_is_decided_upon(world, round_):
    flags = world.services.flags
    await flag(world, round_, ANN, BOB)

    assert await flags.withdraw(GUILD, ANN, None) == SINGLE.id
    assert suspended(world) == {SINGLE.id}
    with pytest.raises(NotFound):
        await flags.withdraw(GUILD, ANN, round_)
    await world.services.verdicts.dismiss(GUILD, SINGLE.id, ADMIN)
    with pytest.raises(NotFound):
        await flags.withdraw(GUILD, BOB, round_)


async def test_questions_of_other_servers_cannot_be_flagged(world, round_):
    with pytest.raises(NotFound):
        await world.services.flags.find(GUILD + 1, round_.id)


async def test_nothing_is_decided_that_nobody_reported(world, round_):
    verdicts = world.services.verdicts
    for decide in (verdicts.dismiss, verdicts.reinstate):
        with pytest.raises(NotFound):
            await decide(GUILD, SINGLE.id, ADMIN)
    with pytest.raises(NotFound):
        await verdicts.retire(GUILD, "unknown", ADMIN)


async def test_a_text_that_is_too_long_is_refused(world, round_):
    with pytest.raises(UserError, match="500"):
        await flag(world, round_, ANN, text="x" * 501)

    assert await waiting(world) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The key is wrong.", (FlagKind.KEY, "")),
        ("unclear", (FlagKind.UNCLEAR, "")),
        (" B holds as well ", (FlagKind.OTHER, "B holds as well")),
    ],
)
def test_a_reason_is_one_of_the_kinds_or_the_members_own_words(text, read):
    assert kind_of(text) == read


async def helped(world):
    wanted = Wanted(Kind.HELPER, Period.ALL)
    table = await world.services.standings.table(GUILD, wanted, viewer_id=ANN)
    return {row.member_id: row.entry.points for row in table.rows}


async def test_reports_that_were_right_earn_points_once_and_not_for_who_decided(world, round_):
    for member_id in (ANN, BOB, ADMIN):
        await flag(world, round_, member_id)

    for _ in range(2):
        await world.services.verdicts.retire(GUILD, SINGLE.id, ADMIN)

    assert await helped(world) == {ANN: RIGHT_REPORT, BOB: RIGHT_REPORT}
    assert await world.services.ledger.rebuild() == []


async def test_reports_of_what_was_then_corrected_earn_points_and_dismissed_ones_do_not(
    world, round_
):
    await flag(world, round_, ANN)
    await world.services.verdicts.dismiss(GUILD, SINGLE.id, ADMIN)
    await flag(world, round_, BOB)

    await correct(world)

    assert await helped(world) == {BOB: RIGHT_REPORT}
