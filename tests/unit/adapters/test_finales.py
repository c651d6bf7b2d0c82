"""The end of a quiz as it is shown, and its results as a file."""

from __future__ import annotations

import csv

import discord
import pytest

from bot.adapters.discord import drawing, finales
from bot.adapters.discord.exporting import COLUMNS, results_csv
from bot.adapters.discord.finales import drawn_podium, finale, on_podium, podium_of
from bot.adapters.discord.layout import texts_of
from bot.adapters.pictures.podium import Step
from bot.adapters.pictures.theme import DARK
from bot.domain.quiz import Mode, Place, Quiz, QuizState, Result
from bot.domain.rating import Change, Rating
from bot.domain.round import AnswerStyle
from bot.domain.spreadsheet import harmless
from bot.errors import Refused
from bot.services.publisher import Finale
from bot.services.quiz_results import ResultLine
from tests.questions import SINGLE

ANN, BOB, CID, DAN, EVE = 101, 102, 103, 104, 105
NAMES = {ANN: "Ann", BOB: "Bob", CID: "Cid"}


def ended(points: dict[int, float], *, humans: int = 5, ratings=(), **changes) -> Finale:
    """Return the end of a quiz in which the members, or teams below 10, got these points."""
    quiz = Quiz(
        **{"id": 3, "guild_id": 1, "channel_id": 2, "host_id": ANN, "mode": Mode.EVERYONE,
           "style": AnswerStyle.BUTTONS, "state": QuizState.ENDED, "topic": "nas"} | changes
    )  # fmt: skip
    places = tuple(
        Place(
            rank=1 + sum(other > own for other in points.values()),
            member_id=who if who > 9 else 0,
            team=who if who < 10 else -1,
            points=own, right=1, answered=2, moved=0,
        )
        for who, own in points.items()
    )  # fmt: skip
    return Finale(quiz, places, (), 2, humans, tuple(ratings))


def shown(found: Finale, podium: drawing.Drawn | None = None) -> str:
    view = finale(found, podium).view
    return "\n".join(
        i.content for i in view.walk_children() if isinstance(i, discord.ui.TextDisplay)
    )


# ------------------------------------------------------------------------------- the podium


def test_ties_share_a_step_and_who_earned_nothing_has_none():
    found = ended({ANN: 30, BOB: 30, CID: 12, DAN: 5, EVE: 0})
    podium = podium_of(found, NAMES, {"nas": "Architecture search"})

    assert podium.heading == "Architecture search · 2 questions"
    assert podium.steps == (
        Step(1, ("Ann", "Bob"), "30 points"), Step(3, ("Cid",), "12 points"),
    )  # fmt: skip
    assert on_podium(found) == [ANN, BOB, CID]
    assert podium_of(ended({ANN: 0}), {}, {}) is None


def test_teams_stand_by_their_names_and_unknown_members_without():
    teams = podium_of(ended({1: 7.5, 0: 1}, mode=Mode.TEAMS, topic=""), {}, {})
    unknown = podium_of(ended({DAN: 1}), NAMES, {})

    assert teams.heading == "All topics · 2 questions"
    assert teams.steps == (
        Step(1, ("Team Blue",), "7.5 points"), Step(2, ("Team Amber",), "1 point"),
    )  # fmt: skip
    assert unknown.steps == (Step(1, ("Member",), "1 point"),)


async def test_the_picture_has_the_placing_as_its_alt_text():
    drawn = await drawn_podium(ended({ANN: 30, BOB: 12}), NAMES, {}, DARK)
    gallery = next(
        item for item in finale(ended({ANN: 30}), drawn).view.walk_children()
        if isinstance(item, discord.ui.MediaGallery)
    )  # fmt: skip

    assert drawn.png.startswith(b"\x89PNG")
    assert (
        gallery.items[0].media.url
        == "attachment://podium.png"
        == f"attachment://{drawn.file().filename}"
    )
    assert gallery.items[0].description == (
        "The podium of the quiz. First: Ann, 30 points. Second: Bob, 12 points."
    )


async def test_a_picture_that_fails_is_left_out(monkeypatch, caplog):
    def broken(_podium):
        raise OSError("no font")

    monkeypatch.setattr(finales, "draw_podium", broken)

    assert await drawn_podium(ended({ANN: 30}), NAMES, {}, DARK) is None
    assert "podium.png cannot be drawn" in caplog.text


# ------------------------------------------------------------------------------- on Discord


def played(world, channel=None) -> Finale:
    place = {"guild_id": world.guild.id, "channel_id": (channel or world.channel).id}
    return ended({world.ann.id: 30, 10**17: 12}, **place)


def pictures(message) -> tuple[list[str], list[str]]:
    """Return the names of a message's files, and the alt texts in its galleries."""
    items = [i for block in message.components for i in getattr(block, "children", ())]
    galleries = [i for i in items if isinstance(i, discord.MediaGalleryComponent)]
    alts = [item.description for gallery in galleries for item in gallery.items]
    return [file.filename for file in message.attachments], alts


async def test_the_podium_has_the_names_of_the_server(world):
    await world.publisher.show_finale(played(world))

    (message,) = world.channel.history()
    alt = "The podium of the quiz. First: ann, 30 points. Second: Member, 12 points."
    assert pictures(message) == (["podium.png"], [alt])


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (400, 50035)])
async def test_a_picture_that_discord_refuses_is_left_out(world, status, code):
    world.env.inject_error("POST", "*/messages", status=status, code=code)

    await world.publisher.show_finale(played(world))

    (message,) = world.channel.history()
    assert pictures(message) == ([], [])
    assert "The quiz is over" in "\n".join(texts_of(message.components))


async def test_a_channel_that_takes_nothing_is_refused(world):
    locked = world.channel_without("send_messages")

    with pytest.raises(Refused, match="Send Messages"):
        await world.publisher.show_finale(played(world, locked))


# ------------------------------------------------------------------------------- ratings


def test_ratings_are_shown_from_five_quizzes_on():
    found = ended(
        {ANN: 3},
        ratings=[
            Change(ANN, Rating(30, 5, 7), Rating(31, 5, 8)),
            Change(BOB, Rating(25, 5, 5), Rating(24, 5, 6)),
            Change(CID, Rating(20, 5, 4), Rating(21, 5, 5)),
            Change(DAN, Rating(), Rating(25, 7, 1)),
            Change(EVE, Rating(20, 5, 3), Rating(20, 5, 4)),
        ],
    )
    text = shown(found)

    assert f"<@{ANN}> · **2,100** (+100)" in text
    assert f"<@{BOB}> · **1,400** (-100)" in text
    assert f"<@{CID}> · **1,100** (new)" in text
    assert f"4 of 5 quizzes until a rating: <@{EVE}>\n" in text
    assert f"1 of 5 quizzes until a rating: <@{DAN}>" in text


def test_a_quiz_of_three_says_that_ratings_need_four():
    assert "Ratings change when 4 members or more answer" in shown(ended({ANN: 3}, humans=3))
    assert "Ratings" not in shown(ended({ANN: 3}, humans=4))
    assert "Ratings" not in shown(ended({ANN: 3}, humans=3, rated=False))


def test_hundreds_of_ratings_fit():
    crowd = [Change(n, Rating(30, 5, 7), Rating(31, 5, 8)) for n in range(10**17, 10**17 + 300)]
    found = ended(dict.fromkeys(range(10**17, 10**17 + 300), 5), ratings=crowd)

    assert len(shown(found)) < 4000


# ------------------------------------------------------------------------------- the file


def rows(*lines: ResultLine) -> list[dict[str, str]]:
    return list(csv.DictReader(results_csv(lines).decode("utf-8-sig").splitlines()))


def test_a_line_of_the_file_tells_all_of_an_answer():
    (row,) = rows(ResultLine(SINGLE, Result(ANN, 2, 13, 1000, 4250), "小林, “Ann”", 1))

    assert tuple(row) == COLUMNS
    assert row == {
        "question": "2", "question_id": SINGLE.id, "topic": SINGLE.topic,
        "difficulty": str(SINGLE.difficulty), "member_id": "101", "member": "小林, “Ann”",
        "team": "Team Blue", "score": "1.0", "points": "13", "seconds": "4.25",
    }  # fmt: skip
    assert rows() == []


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\uff1d1"])
def test_a_name_is_no_formula(name):
    (row,) = rows(ResultLine(SINGLE, Result(ANN, 1, 0, 0, 9), name, -1))

    assert row["member"] == f"'{name}" == harmless(name)
    assert harmless("Ann = Bob") == "Ann = Bob"
    assert row["team"] == ""
