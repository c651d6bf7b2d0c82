"""What members decide about their own data: what others see, a copy of it, and its erasure."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.flags import FlagKind
from bot.domain.proposal import Proposal
from bot.domain.quiz import Mode, QuizState
from bot.domain.round import AnswerStyle, RoundState
from bot.errors import NotAllowed, RoundClosed
from bot.services.tables import Kind, Period, Wanted
from bot.store.answers import Source
from bot.store.tables import accuracy, answers, awards, erasures, quiz_players, standings
from bot.store.tables import ratings as ratings_table
from tests.questions import MULTIPLE, OPEN, SHORT, SINGLE
from tests.unit.services.conftest import ADMIN, ANN, BOB, CHANNEL, CID, GUILD, World
from tests.unit.services.test_quizzes import HOST, QUESTIONS, answer, begin, draft, finish, in_play
from tests.unit.services.test_revisions import again, correct, keyed, revealed, revised

EVE = 105
EFFORT = Wanted(Kind.EFFORT, Period.ALL)


async def erase(world, member=ANN):
    return await world.services.privacy.erase(GUILD, member)


async def lines(world, *but):
    """Every line of every board, but those of some members and of nobody."""
    query = select(standings).where(standings.c.member_id.not_in(but), standings.c.member_id > 0)
    async with world.db.read() as conn:
        return {tuple(row) for row in await conn.execute(query)}


async def rows(world, table, member=None):
    query = select(table)
    if member is not None:
        query = query.where(table.c.member_id == member)
    async with world.db.read() as conn:
        return (await conn.execute(query)).all()


async def board(world, viewer=BOB):
    table = await world.services.standings.table(GUILD, EFFORT, viewer_id=viewer)
    return [(row.rank, row.member_id) for row in table.rows]


async def played(world, **changes):
    """A revealed daily question that Ann and Bob answered."""
    round_ = await world.open_round(style=AnswerStyle.BUTTONS, **changes)
    await world.services.schedules.pause(GUILD, "daily")
    await world.answer(round_, ANN)
    await world.answer(round_, BOB, right=False)
    return await world.close(round_)


# ---------------------------------------------------------------------- visibility


async def test_who_hides_is_on_no_board_at_once_and_still_sees_their_place(world):
    await played(world)
    assert await board(world) == [(1, ANN), (2, BOB)]

    await world.services.privacy.change(GUILD, ANN, hidden=True)

    own = (await world.services.standings.table(GUILD, EFFORT, viewer_id=ANN)).place.own
    assert await board(world) == [(1, BOB)]
    assert own is not None
    await world.services.privacy.change(GUILD, ANN, hidden=False)
    assert await board(world) == [(1, ANN), (2, BOB)]


async def test_who_hides_is_not_named_as_right_in_a_reveal(world):
    await world.services.privacy.change(GUILD, ANN, hidden=True)
    await played(world)

    (message,) = world.publisher.posted("reveal")
    assert (message.reveal.right, message.reveal.unnamed) == ((), 1)


async def test_what_is_not_named_stays_also_in_a_server_without_a_schedule(world):
    change = world.services.privacy.change
    await change(GUILD, ANN, is_open=True, pictures="dark")
    await change(GUILD, ANN, hidden=True)
    after = await change(GUILD, ANN, pictures="light")

    assert (after.hidden, after.is_open, after.theme) == (True, True, "light")
    assert (await change(GUILD, ANN, pictures="automatic")).theme is None
    assert await world.services.privacy.visibility(GUILD, ANN) == replace(after, theme=None)
    await world.schedule(zone="Europe/Berlin")
    assert await world.services.quiz_plans._awards.zone(GUILD) == "Europe/Berlin"


async def test_who_hides_is_on_no_board_or_podium_of_a_quiz(world_of):
    async with world_of(*QUESTIONS) as world:
        await world.services.privacy.change(GUILD, ANN, hidden=True)
        quiz = await begin(world, ANN, BOB, CID, EVE, count=1)
        await question(world, quiz, ANN, BOB, wrong=(CID, EVE))
        await to_the_end(world)

        (reveal,), (finale,) = world.publisher.posted("reveal"), world.publisher.finales
        boards = [reveal.reveal.board.places, finale.places]
        boards.append(await world.services.quizzes.board(quiz.id, BOB))
        assert all(places[0].member_id == BOB for places in boards)
        assert all(ANN not in {place.member_id for place in places} for places in boards)
        assert reveal.reveal.board.fastest is None
        assert ANN not in {change.member_id for change in finale.ratings}
        own = await world.services.quizzes.board(quiz.id, ANN)
        assert ANN in {place.member_id for place in own}


# ---------------------------------------------------------------------- erasing


async def test_an_erased_member_is_gone_and_the_others_stand_as_they_stood(world):
    await played(world)
    before = await lines(world, ANN)

    erased = await erase(world)

    assert (erased.answers, erased.awards) == (1, 1)
    assert await lines(world) == before
    assert await board(world) == [(1, BOB)]
    assert await world.services.ledger.rebuild() == []
    assert (await world.services.profiles.profile(GUILD, ANN)).sums is None
    assert (await world.services.ledger.why(GUILD, ANN)).total == 0


async def test_they_go_on_as_if_they_were_new(world):
    await played(world)
    await erase(world)

    await again(world, **{f"m{ANN}": "a", f"m{BOB}": "a"})

    stats = await world.services.profiles.profile(GUILD, ANN)
    assert (stats.sums.points, stats.sums.answered, stats.member.streak) == (15, 1, 1)
    assert await world.services.ledger.rebuild() == []


async def test_where_they_stood_a_week_ago_is_not_remembered_when_they_begin_anew(world):
    await played(world)
    world.clock.advance(days=7)
    table = await world.services.standings.table(GUILD, EFFORT, viewer_id=ANN)
    assert {row.member_id: row.before for row in table.rows} == {ANN: 1, BOB: 2}
    await erase(world)

    round_ = await world.open_round(name="anew", style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)
    await world.close(round_)

    table = await world.services.standings.table(GUILD, EFFORT, viewer_id=ANN)
    assert {row.member_id: row.before for row in table.rows} == {ANN: None, BOB: 2}


async def test_erasing_twice_is_harmless_and_nothing_to_erase_leaves_no_row(world):
    await played(world)
    await erase(world)
    again_, never = await erase(world), await erase(world, EVE)

    assert again_.is_nothing
    assert never.is_nothing
    assert len(await rows(world, erasures)) == 1


async def test_the_log_names_no_member(world, caplog):
    await played(world)
    with caplog.at_level(logging.INFO):
        await erase(world)

    assert "a member of server 1 was erased (asked)" in caplog.text
    assert str(ANN) not in caplog.text


async def test_a_later_correction_goes_on_for_the_others(world):
    await revealed(world, ann="a", bob="b")
    await erase(world)

    await correct(world, keyed(SINGLE, "b"))

    assert await world.services.ledger.rebuild() == []
    stats = await world.services.profiles.profile(GUILD, BOB)
    assert stats.sums.points == 15


# ---------------------------------------------------------------------- while a question is open


async def test_an_open_question_takes_no_more_answers_from_them(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)
    await world.answer(round_, BOB)

    assert (await erase(world)).closed_to == (round_.id,)

    with pytest.raises(RoundClosed, match="You erased your data while this question was open"):
        await world.answer(round_, ANN)
    await world.close(round_)
    assert {row.member_id for row in await rows(world, awards)} == {BOB}
    assert [reveal.reveal.answered for reveal in world.publisher.posted("reveal")] == [1]


async def test_a_reaction_that_is_still_there_restores_nothing(world):
    round_ = await world.open_round()
    position = min(round_.key_positions)
    for member in (ANN, BOB):
        world.publisher.vote(round_, member, position)
        await world.services.answers.choose(round_.id, member, position, source=Source.REACTION)
    await erase(world)

    await world.services.answers.withdraw(round_.id, ANN, position)
    await world.restart()
    await world.services.tick()
    await world.close(round_)

    assert {row.member_id for row in await rows(world, answers)} == {BOB}
    assert {row.member_id for row in await rows(world, awards)} == {BOB}


async def test_messages_in_a_thread_restore_nothing(world_of):
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        await world.services.tick()
        round_ = await world.rounds.get(round_.id)
        for member in (ANN, BOB):
            post = world.publisher.write(round_, member, "My thoughts.")
            await world.services.answers.thread_written(round_.thread_id, post)
        assert (await erase(world)).messages == 1

        await world.services.answers.thread_written(
            round_.thread_id, world.publisher.write(round_, ANN, "More of them.")
        )
        await world.restart()
        await world.close(round_)

        assert {row.member_id for row in await rows(world, answers)} == {BOB}


async def test_who_is_erased_while_a_round_is_graded_gets_nothing_for_it(world):
    """The answers were read before, the points are written after."""
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)
    await world.answer(round_, BOB)
    settle = world.services.closing._awards.settle
    reached = asyncio.Event()

    async def later(*given):
        reached.set()
        await erase(world)
        return await settle(*given)

    world.services.closing._awards.settle = later
    await world.close(round_)

    assert reached.is_set()
    assert {row.member_id for row in await rows(world, awards)} == {BOB}
    assert (await world.services.profiles.profile(GUILD, ANN)).member.streak == 0
    assert await world.services.ledger.rebuild() == []
    assert [row.answered for row in await rows(world, accuracy)] == [1, 1]


# ---------------------------------------------------------------------- quizzes


async def question(world, quiz, *right, wrong=()):
    """Have a question answered and revealed."""
    round_ = await in_play(world, quiz)
    for after, member in enumerate((*right, *wrong), start=4):
        await answer(world, round_, member, right=member in right, after=after)
    await finish(world, quiz)
    return round_


async def to_the_end(world):
    for _ in range(6):
        await world.tick(seconds=10)


async def test_a_quiz_stays_as_it_was_for_the_others(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID, EVE, count=1)
        await question(world, quiz, ANN, BOB, CID, EVE)
        await to_the_end(world)
        before = await lines(world, ANN)
        rated = {row.member_id: row.mu for row in await rows(world, ratings_table)}
        earned = {p.member_id: p.points for p in await world.services.quizzes.board(quiz.id)}
        del earned[ANN]

        erased = await erase(world)

        places = await world.services.quizzes.board(quiz.id)
        assert erased.quizzes == 1
        assert {p.member_id: p.points for p in places} == earned
        assert places[0].rank == 1
        assert await lines(world) == before
        del rated[ANN]
        assert {r.member_id: r.mu for r in await rows(world, ratings_table)} == rated
        exported = await world.services.quiz_results.lines(quiz.id)
        assert {line.result.member_id for line in exported} == {-1, BOB, CID, EVE}


async def test_a_race_they_won_is_not_won_by_another_when_it_is_scored_anew(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID, count=1, mode=Mode.RACE)
        round_ = await question(world, quiz, ANN, BOB, CID)
        await to_the_end(world)
        await erase(world)

        asked = next(q for q in QUESTIONS if q.id == round_.question.id)
        await correct(world, keyed(asked, "a", "b"), *(q for q in QUESTIONS if q is not asked))

        assert await world.services.ledger.rebuild() == []
        stats = await world.services.profiles.profile(GUILD, BOB)
        assert stats.sums.points == 0


async def test_words_of_their_own_go_and_the_words_of_the_key_stay(world_of):
    async with world_of(SHORT, replace(SHORT, id="short-2")) as world:
        quiz = await begin(world, ANN, BOB, CID, count=2)
        for said in ("My own words", "LayerNorm"):
            round_ = await in_play(world, quiz)
            for member in (ANN, BOB, CID):
                text = said if member == ANN else "something"
                await world.services.answers.submit(round_.id, member, text, at=round_.opens_at)
            await finish(world, quiz)
            await world.tick(seconds=20)

        await erase(world)

        assert sorted(row.response for row in await rows(world, answers, -1)) == ["-", "LayerNorm"]


async def test_who_erases_in_the_middle_of_a_quiz_is_waited_for_no_more(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, count=3)
        await question(world, quiz, ANN, BOB, wrong=(HOST,))
        await world.tick(seconds=15)
        round_ = await in_play(world, quiz)
        await answer(world, round_, ANN)
        await erase(world)

        with pytest.raises(RoundClosed, match="erased"):
            await answer(world, round_, ANN)
        for member in (BOB, HOST):
            await answer(world, round_, member)
        await world.tick(seconds=2)

        assert (await world.rounds.get(round_.id)).state is not RoundState.OPEN
        assert {row.member_id for row in await rows(world, quiz_players)} == {-1, BOB, HOST}
        for _ in range(4):
            await world.tick(seconds=10)
        third = await in_play(world, quiz)
        await answer(world, third, ANN)  # from here on they are somebody new
        await finish(world, quiz)
        assert (await world.services.quizzes.get(quiz.id)).state is not QuizState.CANCELLED


async def test_in_a_survival_quiz_they_are_out(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID, count=5, mode=Mode.SURVIVAL)
        await question(world, quiz, ANN, BOB, CID, wrong=(HOST,))
        await erase(world)
        await world.tick(seconds=15)
        round_ = await in_play(world, quiz)

        with pytest.raises(RoundClosed, match="only watch"):
            await answer(world, round_, ANN)


async def test_a_host_who_erases_leaves_the_quiz_to_the_players(world_of):
    async with world_of(*QUESTIONS) as world:
        quizzes = world.services.quizzes
        quiz = await begin(world, ANN, BOB, count=3)
        await erase(world, HOST)

        with pytest.raises(NotAllowed):
            await quizzes.stop(CHANNEL, HOST, moderator=False)
        with pytest.raises(NotAllowed, match="The host has left"):
            await quizzes.stop(CHANNEL, ANN, moderator=False)
        world.clock.advance(minutes=2)
        stopped = await quizzes.stop(CHANNEL, ANN, moderator=False)

        assert stopped.id == quiz.id
        assert stopped.state.is_over


async def test_a_host_of_a_lobby_has_something_to_erase(world_of):
    async with world_of(*QUESTIONS) as world:
        await world.services.quizzes.open_lobby(draft(mode=Mode.TEAMS, teams=2))

        assert not (await erase(world, HOST)).is_nothing
        assert (await erase(world, HOST)).is_nothing


async def test_a_lobby_forgets_who_was_in(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await world.services.quizzes.open_lobby(draft())
        await world.services.quizzes.join(quiz.id, ANN)

        await erase(world)

        assert {row.member_id for row in await rows(world, quiz_players)} == {HOST}


async def test_points_that_are_still_to_be_written_lose_their_name_as_well(world_of):
    """The results were read before the erasure, the ledger is written after."""
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, count=1)
        ledger = world.services.quiz_runner._awards
        add, erased = ledger.add, []

        async def later(*given):
            if not erased:
                erased.append(await erase(world))
            await add(*given)

        ledger.add = later
        await question(world, quiz, ANN, BOB, wrong=(HOST,))
        await to_the_end(world)

        assert {row.member_id for row in await rows(world, awards)} == {-1, BOB, HOST}
        assert await world.services.ledger.rebuild() == []


async def test_a_quiz_that_ends_afterwards_rates_nobody_without_a_name(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID, EVE, count=2)
        await question(world, quiz, ANN, BOB, CID, EVE, wrong=(HOST,))
        await erase(world)
        await world.tick(seconds=20)
        await question(world, quiz, BOB, CID, EVE, wrong=(HOST,))
        await to_the_end(world)

        assert {row.member_id for row in await rows(world, ratings_table)} == {BOB, CID, EVE, HOST}


# ---------------------------------------------------------------------- what else there is


async def test_an_accepted_question_stays_without_its_author(world):
    text = "Because all positions are predicted at once, the later ones have to be hidden."
    proposal = Proposal(
        topic="transformers", difficulty=3, stem="Why does a decoder mask later positions?",
        answer="* Else it would read them\nTo save memory // It does not\nTo add depth",
        explanation=text, source="A standard text https://example.org",
    )  # fmt: skip
    suggestions, library = world.services.suggestions, world.services.library
    own = await suggestions.suggest(GUILD, CHANNEL, ANN, proposal)
    await suggestions.accept(GUILD, own.id, ADMIN)
    assert library.insiders(GUILD, "own-1") == {ANN, ADMIN}

    erased = await erase(world)
    await erase(world, ADMIN)

    assert (erased.suggestions, erased.questions) == (0, 1)
    assert library.insiders(GUILD, "own-1") == {0}
    assert library.question(GUILD, "own-1").stem == proposal.stem
    assert await suggestions.mine(GUILD, ANN) == []


async def test_a_report_goes_and_a_suspension_stays_for_the_admins(world):
    round_ = await played(world)
    for member in (ANN, BOB):
        await world.services.flags.flag(round_, member, FlagKind.KEY, "My words.")

    await erase(world)
    await world.services.tick()

    (case,) = (await world.services.verdicts.cases(GUILD)).rows
    assert [flag.member_id for flag in case.flags] == [BOB]
    assert case.ban is not None
    assert all("My words" not in text for _, text in world.publisher.notices)


async def test_an_admin_who_erases_is_told_nothing_more_directly(world):
    await world.schedule()

    await erase(world, ADMIN)

    schedule = await world.services.schedules.get(GUILD, "daily")
    assert schedule.created_by == 0


# ---------------------------------------------------------------------- any sequence

members = st.sampled_from([ANN, BOB, CID])
ids = st.sampled_from("abcd")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.lists(ids, min_size=3, max_size=3)),
        st.tuples(st.just("erase"), members),
        st.tuples(
            st.just("key"),
            st.tuples(st.sets(ids, min_size=2, max_size=3), st.permutations(range(4))),
        ),
        st.tuples(st.just("drop"), ids),
        st.tuples(st.just("void"), st.integers(0, 3)),
    ),
    min_size=3,
    max_size=9,
)


async def withdraw(world, round_id):
    if (await world.rounds.get(round_id)).state is RoundState.REVEALED:
        await world.services.revisions.void(GUILD, round_id, ADMIN)


async def live(folder: Path, plan) -> None:
    """Ask, correct, withdraw and erase in any order; the sums have to agree after each step."""
    world = World(folder / "viva.db", (MULTIPLE,))
    await world.start()
    try:
        await world.schedule(style=AnswerStyle.BUTTONS)
        rounds: list[int] = []
        latest = MULTIPLE
        for what, how in plan:
            if what == "ask":
                shown = {o.id for o in latest.options}
                told = {f"m{m}": i for m, i in zip((ANN, BOB, CID), how, strict=True) if i in shown}
                rounds.append((await again(world, **told)).id)
            elif what == "erase":
                before = await lines(world, how)
                await erase(world, how)
                assert await lines(world) == before
            elif what in {"key", "drop"}:
                latest = revised(latest, what, how)
                await correct(world, latest)
            elif how < len(rounds):
                await withdraw(world, rounds[how])
            assert await world.services.ledger.rebuild() == []
            assert all(member > 0 for _, member in await board(world))
    finally:
        await world.stop()


@settings(max_examples=12, deadline=None, phases=[Phase.reuse, Phase.generate])
@given(steps)
def test_after_any_sequence_the_standings_are_the_ledgers_and_the_others_keep_theirs(plan):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(Path(folder), plan))
