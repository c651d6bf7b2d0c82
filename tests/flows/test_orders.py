"""A question about an order as members live it: arranged through menus, closed, revealed."""

from __future__ import annotations

from bot.domain.round import LETTERS, AnswerStyle
from tests.flows.commands.reading import labels, said
from tests.flows.conftest import text_of
from tests.questions import ORDER


def menu_of(message) -> dict:
    stack = list(message.components)
    while stack:
        part = stack.pop(0)
        if part["type"] == 3:
            return part
        stack += part.get("components", ())
    raise AssertionError("there is no menu")


async def pick(member, shown, places):
    """Choose options, by display position, in one menu after the other."""
    for place in places:
        menu = menu_of(shown.response)
        shown = await member.select(shown.response, [str(place)], custom_id=menu["custom_id"])
    return shown


async def test_an_order_is_put_together_changed_revealed_and_explained(server_of):
    async with server_of(ORDER) as server:
        round_ = await server.open_round(style=AnswerStyle.REACTIONS)
        card, key = server.card(round_), round_.key_order
        assert not card.reactions
        assert "**Put them in order.**" in text_of(card)

        begun = await server.ann.click(card, label="Answer")
        half = await pick(server.ann, begun, [key[3], key[0]])
        await server.restart()
        done = await pick(server.ann, half, [key[1]])
        told = " → ".join(LETTERS[key[i]] for i in (3, 0, 1, 2))
        assert f"Your answer: **{told}**" in text_of(done.response)

        private = await server.ann.slash(server.channel, "daily answer")
        assert f"Your answer so far: **{told}**" in said(private)
        again = await server.ann.click(private.response, label="Answer")
        assert f"Your answer so far: **{told}**" in said(again)
        await pick(server.ann, again, key[:3])
        await pick(server.bob, await server.bob.click(server.card(round_), label="Answer"), key[:2])
        await server.tick(seconds=10)
        assert "Answered so far: 1 member." in text_of(server.card(round_))

        await server.until(round_.closes_at)

        assert await server.points(server.ann) == 15
        right = " → ".join(LETTERS[place] for place in key)
        revealed = await server.refetch(round_)
        reveal = text_of(server.message(server.channel, revealed.reveal_message_id))
        assert reveal.startswith(f"### The right order: {right}")
        assert f"Right: <@{server.ann.id}>." in reveal
        history = said(await server.ann.slash(server.channel, "daily history"))
        assert f"you: {right} · right · 15 points" in history
        assert "Right, difficulty 3 (medium)" in said(await server.ann.slash(server.channel, "why"))


async def test_a_menu_still_open_at_the_close_is_refused_kindly(server_of):
    async with server_of(ORDER) as server:
        round_ = await server.open_round()
        half = await pick(
            server.ann, await server.ann.click(server.card(round_), label="Answer"), [0, 1]
        )
        assert labels(half.response) == ["Start over"]

        await server.until(round_.closes_at)
        refused = await pick(server.ann, half, [2])

        assert refused.ephemeral
        assert "This question is closed" in said(refused)
        assert await server.services.answers.held(round_.id, server.ann.id) is None
