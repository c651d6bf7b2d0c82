"""Roles for places, streaks, answers and points: given and taken, whatever Discord does."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, insert, select

from bot.domain.rewards import MOST_REWARDS, RewardKind
from bot.errors import NotAllowed, NotFound, Refused, Unreachable, UserError
from bot.services.role_changes import LEFT, SILENCES
from bot.store.rewards import RewardStore
from bot.store.seasons import SeasonStore
from bot.store.tables import boards, guilds, members, outbox, standings
from tests.unit.services.conftest import ADMIN, ANN, BOB, CID, GUILD

CHAMPION, REGULAR = 501, 502
SEASON, NEXT = "s1", "s2"


@pytest.fixture
def roles(world):
    """The roles of a server in which nobody has any."""
    world.publisher.roles.holders = {CHAMPION: set(), REGULAR: set()}
    return world.publisher.roles


async def rank(world, board, *member_ids):
    """Let members finish a season in this order, or reach as many answers as points of all time."""
    count = len(member_ids)
    enough = 0 if board == "all" else 8
    rows = [
        {"guild_id": GUILD, "board": board, "topic": "", "member_id": member_id,
         "points": count - place, "answered": count - place + enough, "score_milli": 0,
         "correct": 0, "rate": count - place}
        for place, member_id in enumerate(member_ids)
    ]  # fmt: skip

    async def work(conn):
        await conn.execute(insert(standings), rows)

    await world.db.writer.run(work)


async def add(world, role_id=CHAMPION, kind=RewardKind.PLACE, threshold=1):
    return await world.services.rewards.add(GUILD, ADMIN, role_id, kind, threshold)


async def end(world, board):
    await world.services.rewards.season_ended(GUILD, board)
    await world.tick()


async def waiting(world) -> int:
    async with world.db.read() as conn:
        return (await conn.execute(select(func.count()).select_from(outbox))).scalar_one()


async def grants(world):
    return await RewardStore(world.db).grants(GUILD)


# ---------------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("kind", "threshold"), [(RewardKind.PLACE, 4), (RewardKind.STREAK, 0), (RewardKind.POINTS, -1)]
)
async def test_a_threshold_that_cannot_be_is_refused(world, roles, kind, threshold):
    with pytest.raises(UserError, match="from 1 to"):
        await add(world, kind=kind, threshold=threshold)


async def test_a_role_that_may_not_be_given_is_refused_with_the_mend(world, roles):
    roles.obstacles[CHAMPION] = "Drag Viva's role above it."

    with pytest.raises(NotAllowed, match="Drag Viva's role"):
        await add(world)
    with pytest.raises(NotFound):
        await add(world, 999)
    assert await world.services.rewards.list(GUILD) == []


async def test_a_second_rule_for_a_role_and_too_many_rules_are_refused(world, roles):
    await add(world)
    with pytest.raises(UserError, match="/rewards remove"):
        await add(world, kind=RewardKind.STREAK, threshold=7)

    roles.holders |= {number: set() for number in range(1, MOST_REWARDS + 1)}
    for number in range(1, MOST_REWARDS):
        await add(world, number)
    with pytest.raises(UserError, match="as many as it can have"):
        await add(world, MOST_REWARDS)


async def test_the_list_says_who_holds_a_role_and_what_is_the_matter_with_it(world, roles):
    await add(world)
    await rank(world, SEASON, ANN, BOB, CID)
    await end(world, SEASON)
    roles.obstacles[CHAMPION] = "Give Viva Manage Roles."

    (rule,) = await world.services.rewards.list(GUILD)

    assert rule.holders == (ANN,)
    assert rule.obstacle == "Give Viva Manage Roles."


# ---------------------------------------------------------------------- the end of a season


async def test_the_role_of_a_place_goes_to_who_holds_it_now(world, roles):
    await add(world)
    await rank(world, SEASON, ANN, BOB, CID)
    await end(world, SEASON)
    assert roles.holders[CHAMPION] == {ANN}

    await rank(world, NEXT, BOB, ANN, CID)
    await end(world, NEXT)
    await end(world, NEXT)

    assert roles.holders[CHAMPION] == {BOB}
    assert roles.history == [
        ("give", CHAMPION, ANN), ("take", CHAMPION, ANN), ("give", CHAMPION, BOB),
    ]  # fmt: skip
    assert await grants(world) == {CHAMPION: {BOB}}
    assert await waiting(world) == 0


async def test_a_season_that_is_rolled_over_hands_its_places_on(world, roles):
    await add(world)
    seasons, now = SeasonStore(world.db), world.clock.now()
    board = (await seasons.periods(GUILD, now)).season
    await rank(world, board, BOB, ANN, CID)
    sums = {"guild_id": GUILD, "board": board, "topic": "", "score_milli": 0, "answered": 27}

    async def work(conn):
        await conn.execute(insert(boards), sums)

    await world.db.writer.run(work)
    world.clock.set((await seasons.at(GUILD, now)).ends_at)
    (season,) = await seasons.due(world.clock.now(), 10)
    await seasons.roll(season, world.clock.now())
    await world.services.deliveries.drain()

    assert roles.holders[CHAMPION] == {BOB}


async def test_a_season_with_too_few_members_changes_no_places(world, roles):
    await add(world)
    await rank(world, SEASON, ANN, BOB, CID)
    await end(world, SEASON)
    await rank(world, NEXT, BOB, CID)

    await end(world, NEXT)

    assert roles.holders[CHAMPION] == {ANN}


async def test_a_role_that_somebody_else_gave_is_left_alone(world, roles):
    roles.holders[CHAMPION] = {ANN}
    await add(world)
    await rank(world, SEASON, ANN, BOB, CID)
    await end(world, SEASON)
    await rank(world, NEXT, BOB, ANN, CID)
    await end(world, NEXT)

    assert roles.holders[CHAMPION] == {ANN, BOB}
    assert await grants(world) == {CHAMPION: {BOB}}


async def test_answers_are_kept_for_good_and_a_role_lost_on_the_way_comes_back(world, roles):
    await add(world, REGULAR, RewardKind.ANSWERS, 2)
    await rank(world, "all", ANN, BOB, CID)
    await world.services.rewards.sync(GUILD)
    assert roles.holders[REGULAR] == {ANN, BOB}

    world.publisher.away = {BOB}  # who leaves loses all roles
    roles.holders[REGULAR] = {ANN}
    await world.services.rewards.sync(GUILD)
    assert await grants(world) == {REGULAR: {ANN}}

    world.publisher.away = set()
    await world.services.rewards.sync(GUILD)
    assert roles.holders[REGULAR] == {ANN, BOB}


async def test_a_streak_role_is_taken_when_the_streak_breaks(world, roles):
    await add(world, REGULAR, RewardKind.STREAK, 7)

    async def work(conn):
        await conn.execute(insert(members), {"guild_id": GUILD, "member_id": ANN, "streak": 7})

    async def broken(conn):
        await conn.execute(members.update().values(streak=1))

    await world.db.writer.run(work)
    assert (await world.services.rewards.sync(GUILD)).given == 1
    await world.db.writer.run(broken)

    assert (await world.services.rewards.sync(GUILD)).taken == 1
    assert roles.holders[REGULAR] == set()


# ---------------------------------------------------------------------- what goes wrong


async def test_a_crash_between_giving_and_the_end_leads_to_the_same_end(world, roles):
    await add(world)
    await rank(world, SEASON, ANN, BOB, CID)
    world.publisher.fail("give", asyncio.CancelledError(), after=True)
    await world.services.rewards.season_ended(GUILD, SEASON)
    await world.services.deliveries.pump()
    await world.restart()
    assert roles.holders[CHAMPION] == {ANN}

    await world.tick()
    assert await waiting(world) == 0
    await rank(world, NEXT, BOB, ANN, CID)
    await end(world, NEXT)

    assert roles.holders[CHAMPION] == {BOB}


async def test_a_crash_between_taking_and_recording_leads_to_the_same_end(world, roles):
    await add(world)
    await rank(world, SEASON, ANN, BOB, CID)
    await end(world, SEASON)
    await rank(world, NEXT, BOB, ANN, CID)
    world.publisher.fail("take", asyncio.CancelledError(), after=True)
    await world.services.rewards.season_ended(GUILD, NEXT)
    await world.services.deliveries.pump()
    await world.restart()

    await world.tick()

    assert roles.holders[CHAMPION] == {BOB}
    assert await grants(world) == {CHAMPION: {BOB}}


async def test_what_discord_did_not_answer_is_done_later_without_the_others_waiting(world, roles):
    await add(world, REGULAR, RewardKind.ANSWERS, 1)
    await rank(world, "all", ANN, BOB, CID)
    world.publisher.fail("give", Unreachable("503"))

    report = await world.services.rewards.sync(GUILD)

    assert (report.given, report.unreached) == (2, 1)
    assert roles.holders[REGULAR] == {BOB, CID}
    await world.tick(minutes=2)
    assert roles.holders[REGULAR] == {ANN, BOB, CID}
    assert await waiting(world) == 0


async def test_a_discord_that_is_silent_is_not_asked_for_everybody(world, roles):
    await add(world, REGULAR, RewardKind.ANSWERS, 1)
    many = list(range(1000, 1010))
    await rank(world, "all", *many)
    world.publisher.fail("give", Unreachable("503"), times=SILENCES)

    report = await world.services.rewards.sync(GUILD)
    assert report.unreached == 10
    assert world.publisher.calls["give"] == SILENCES

    await world.tick(minutes=2)
    assert roles.holders[REGULAR] == set(many)


async def test_a_member_who_has_just_left_stops_nobody_and_is_named(world, roles):
    await add(world, REGULAR, RewardKind.ANSWERS, 1)
    await rank(world, "all", ANN, BOB, CID)
    held = roles.held

    async def leave(guild_id, member_ids):
        found = await held(guild_id, member_ids)
        world.publisher.away = {BOB}
        return found

    roles.held = leave
    report = await world.services.rewards.sync(GUILD)

    assert roles.holders[REGULAR] == {ANN, CID}
    assert [(f.member_ids, f.why) for f in report.failures] == [((BOB,), LEFT)]
    assert await grants(world) == {REGULAR: {ANN, CID}}


async def test_a_refusal_is_noted_in_the_list_until_it_is_mended(world, roles):
    await add(world, REGULAR, RewardKind.ANSWERS, 1)
    await rank(world, "all", ANN, BOB, CID)
    world.publisher.fail("give", Refused("Drag Viva's role above it"), times=3)

    report = await world.services.rewards.sync(GUILD)
    (rule,) = await world.services.rewards.list(GUILD)
    assert report.failures[0].member_ids == (ANN, BOB, CID)
    assert rule.reward.trouble == "Drag Viva's role above it"
    assert await grants(world) == {}

    await world.services.rewards.sync(GUILD)
    (rule,) = await world.services.rewards.list(GUILD)
    assert (rule.reward.trouble, rule.holders) == ("", (ANN, BOB, CID))


async def test_an_obstacle_of_one_role_leaves_the_others_alone(world, roles):
    await add(world)
    await add(world, REGULAR, RewardKind.ANSWERS, 1)
    await rank(world, SEASON, ANN, BOB, CID)
    await rank(world, "all", ANN)
    roles.obstacles[CHAMPION] = "It carries Ban Members."

    await end(world, SEASON)

    assert roles.holders == {CHAMPION: set(), REGULAR: {ANN}}
    assert world.publisher.calls["give"] == 1


async def test_a_role_that_was_deleted_while_viva_was_away_goes_with_its_rule(world, roles):
    await add(world)
    await add(world, REGULAR, RewardKind.ANSWERS, 1)
    await rank(world, "all", ANN)
    del roles.holders[CHAMPION]

    await world.services.rewards.sync(GUILD)

    assert [rule.reward.role_id for rule in await world.services.rewards.list(GUILD)] == [REGULAR]
    del roles.holders[REGULAR]
    assert await world.services.rewards.list(GUILD) == []
    assert await grants(world) == {}


# ---------------------------------------------------------------------- removing and erasing


async def test_removing_takes_the_role_from_those_viva_gave_it_and_nobody_else(world, roles):
    await add(world)
    await add(world, REGULAR, RewardKind.ANSWERS, 1)
    await rank(world, "all", ANN, BOB)
    roles.holders[REGULAR] = {CID}
    await world.services.rewards.sync(GUILD)

    report = await world.services.rewards.remove(GUILD, REGULAR, keep=False)

    assert (report.taken, roles.holders[REGULAR]) == (2, {CID})
    assert await waiting(world) == 0
    with pytest.raises(NotFound):
        await world.services.rewards.remove(GUILD, REGULAR, keep=False)


async def test_a_role_that_may_be_kept_is_taken_from_nobody(world, roles):
    await add(world, REGULAR, RewardKind.ANSWERS, 1)
    await rank(world, "all", ANN, BOB)
    await world.services.rewards.sync(GUILD)

    report = await world.services.rewards.remove(GUILD, REGULAR, keep=True)
    await world.services.rewards.sync(GUILD)

    assert (report.taken, roles.holders[REGULAR]) == (0, {ANN, BOB})


async def test_a_removal_that_discord_did_not_hear_of_follows_later(world, roles):
    await add(world, REGULAR, RewardKind.ANSWERS, 1)
    await rank(world, "all", ANN)
    await world.services.rewards.sync(GUILD)
    world.publisher.fail("held", Unreachable("time-out"))

    with pytest.raises(Unreachable):
        await world.services.rewards.remove(GUILD, REGULAR, keep=False)
    await world.tick(minutes=2)

    assert roles.holders[REGULAR] == set()


async def test_a_removal_leaves_a_season_that_waits_for_discord_to_be_followed(world, roles):
    await add(world)
    await add(world, REGULAR, RewardKind.ANSWERS, 1)
    await rank(world, SEASON, ANN, BOB, CID)
    world.publisher.fail("held", Unreachable("time-out"))
    await end(world, SEASON)

    await world.services.rewards.remove(GUILD, REGULAR, keep=False)
    await world.tick(minutes=1)

    assert roles.holders == {CHAMPION: {ANN}, REGULAR: set()}
    assert await waiting(world) == 0


async def test_questions_do_not_wait_for_the_roles_of_a_hundred_servers(world, roles):
    schedule = await world.schedule()
    store, servers = RewardStore(world.db), range(100, 200)
    go, posted = asyncio.Event(), asyncio.Event()
    held, post = roles.held, world.publisher.post

    async def slowly(guild_id, member_ids):
        await go.wait()
        return await held(guild_id, member_ids)

    async def told(round_):
        posted.set()
        return await post(round_)

    async def work(conn):
        await conn.execute(insert(guilds), [{"id": number, "zone": "UTC"} for number in servers])

    await world.db.writer.run(work)
    for guild_id in servers:
        await store.note(guild_id, CHAMPION, ANN, world.clock.now())
        await store.ask(guild_id, world.clock.now())
    roles.held, world.publisher.post = slowly, told
    await world.services.deliveries.pump()
    world.clock.set(schedule.next_at)
    await world.services.claim_and_close()

    await world.services.deliveries.pump()
    async with asyncio.timeout(5):
        await posted.wait()

    go.set()
    await world.services.deliveries.drain()
    assert await waiting(world) == 0
