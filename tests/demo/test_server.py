"""The demo's local server, with a small bot behind it."""

import asyncio

import discord
import pytest
from aiohttp import WSServerHandshakeError

from tests.demo.conftest import open_page

LETTER_A = "\U0001f1e6"


async def post_card(page):
    (message_id,) = (await page.do("slash", command="card"))["messages"]
    return message_id


async def seen(page, **where):
    async with page.watch(**where) as watch:
        return await watch.messages()


def texts(messages):
    return [message["content"] for message in messages]


# ------------------------------------------------------------------ who may ask


async def test_the_page_is_served_and_may_load_nothing_from_elsewhere(page):
    response = await page.client.get("/")

    assert response.status == 200
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "Nothing" not in response.headers
    assert "http" not in (await response.text()).replace("http-equiv", "")


async def test_the_page_s_modules_are_served(page):
    response = await page.client.get("/static/main.js")

    assert response.status == 200
    assert "javascript" in response.headers["Content-Type"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "x127.0.0.1"]
)
async def test_another_host_name_is_refused_whatever_it_resolves_to(page, host):
    response = await page.client.get("/", headers={"Host": host.format(port=page.client.port)})

    assert response.status == 403


async def test_localhost_is_answered(page):
    response = await page.client.get("/", headers={"Host": f"localhost:{page.client.port}"})

    assert response.status == 200


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
async def test_another_website_cannot_act(page, headers):
    response = await page.client.post("/api/send", json={}, headers=headers)

    assert response.status == 403


async def test_another_website_cannot_listen(page):
    with pytest.raises(WSServerHandshakeError) as caught:
        await page.client.ws_connect("/live", headers={"Origin": "https://evil.example"})

    assert caught.value.status == 403


@pytest.mark.parametrize(
    "body", [{"content": ""}, {"content": "x" * 2001}, {"content": "x", "as": "root"}, {}]
)
async def test_what_the_page_would_never_send_is_refused(page, body):
    status, answer = await page.ask("send", **body)

    assert status == 400
    assert answer == {"error": "The page sent something unexpected."}


async def test_an_unknown_member_cannot_act(page):
    status, answer = await page.ask("send", member="1", content="x")

    assert (status, answer["error"]) == (409, "There is no such member in this demo.")


# ------------------------------------------------------------------ what is seen


async def test_a_new_page_is_shown_home_as_the_admin(page):
    async with page.client.ws_connect("/live", headers={"Origin": page.origin}) as socket:
        await socket.send_json({"member": "0", "channel": "0"})
        world = await socket.receive_json(timeout=10)

    assert world["guild"] == "Sample Server"
    assert world["member"] == str(page.me.id)
    assert world["channel"] == str(page.questions.id)
    assert [one["name"] for one in world["members"]] == ["You", "\u674e\u5a1c"]
    assert [one["topic"] for one in world["channels"]] == ["Anything", ""]
    assert [one["name"] for one in world["roles"]] == ["TestBot", "Pinged"]


async def test_nonsense_on_the_socket_closes_it(page):
    async with page.client.ws_connect("/live", headers={"Origin": page.origin}) as socket:
        await socket.send_str("nonsense")
        closed = await socket.receive(timeout=10)

    assert closed.data == 1008


async def test_a_message_reaches_every_page_that_shows_its_channel(page):
    async with (
        page.watch(member=page.other) as watch,
        page.watch(channel=page.general) as elsewhere,
    ):
        assert await watch.messages() == []
        assert await elsewhere.messages() == []
        await page.do("send", content="hello <b>you</b>")
        (message,) = await watch.messages()
        await page.do("send", channel=str(page.general.id), content="there")
        there = await elsewhere.messages()

    assert message["content"] == "hello <b>you</b>"
    assert message["author"] == {"id": str(page.me.id), "name": "You", "bot": False}
    assert texts(there) == ["there"]


async def test_only_what_changed_is_sent(page):
    first = (await page.do("send", content="one"))["message"]
    await page.do("send", content="two")
    async with page.watch() as watch:
        assert texts(await watch.messages()) == ["one", "two"]
        await page.do("edit", message=first, content="won")
        edited = await watch.next("messages")
        await page.do("delete", message=first)
        deleted = await watch.next("messages")

    assert texts(edited["changed"]) == ["won"]
    assert edited["changed"][0]["edited"] is not None
    assert deleted["removed"] == [first]


async def test_times_are_the_demo_s(page):
    await page.do("send", content="now")
    page.world.clock.move_to(page.world.clock.now().replace(hour=18))
    await page.do("send", content="later")

    first, second = await seen(page)

    assert second["at"] - first["at"] == 6 * 3600 * 1000


async def test_a_reply_quotes_what_it_answers(page):
    source = (await page.do("send", content="what is *[attention](https://a.example)*?"))["message"]
    await page.do("send", content="all you need", reply_to=source)

    _, reply = await seen(page)

    assert reply["reply"]["id"] == source
    assert reply["reply"]["excerpt"] == "what is *attention*?"
    assert reply["reply"]["author"]["name"] == "You"


async def test_a_reply_to_a_deleted_message_says_so(page):
    source = (await page.do("send", content="x" * 200))["message"]
    await page.do("send", content="yes", reply_to=source)
    assert len((await seen(page))[1]["reply"]["excerpt"]) == 120
    await page.do("delete", message=source)

    (reply,) = await seen(page)

    assert reply["reply"] == {"id": source, "author": None, "excerpt": ""}


async def test_a_reaction_names_who_reacted_and_can_be_taken_back(page):
    message = (await page.do("send", content="?"))["message"]
    await page.do("react", message=message, emoji=LETTER_A, reacted=True)
    await page.do("react", message=message, emoji=LETTER_A, reacted=True, member=str(page.other.id))
    (reaction,) = (await seen(page))[0]["reactions"]

    await page.do("react", message=message, emoji=LETTER_A, reacted=False)

    assert reaction["emoji"] == LETTER_A
    assert [user["name"] for user in reaction["users"]] == ["You", "\u674e\u5a1c"]
    (left,) = (await seen(page))[0]["reactions"]
    assert [user["name"] for user in left["users"]] == ["\u674e\u5a1c"]


async def test_a_card_comes_with_its_parts_picture_and_thread(page):
    await post_card(page)

    (card,) = await seen(page)

    (box,) = card["components"]
    assert box["accent_color"] == 0xC27C0E
    picture = next(part for part in box["components"] if part["type"] == 12)["items"][0]
    assert picture["media"]["url"].startswith("/media/")
    assert picture["description"] == "softmax of x"
    assert card["attachments"] == []
    assert card["thread"]["name"] == "Talk about it"
    assert card["used"] == {"name": "You", "command": "card"}
    assert [one["users"][0]["name"] for one in card["reactions"]] == ["Viva", "Viva"]


async def test_pictures_are_served_and_other_files_only_to_keep(page):
    await post_card(page)
    await page.do("slash", command="talk", options={"text": "hi"})
    card, talk = await seen(page)
    picture = next(p for p in card["components"][0]["components"] if p["type"] == 12)["items"][0]

    image = await page.client.get(picture["media"]["url"])
    table = await page.client.get(talk["attachments"][0]["url"])
    nothing = await page.client.get("/media/1/2/x.png")

    assert image.headers["Content-Type"] == "image/png"
    assert (await image.read()).startswith(b"\x89PNG")
    assert table.headers["Content-Disposition"] == "attachment"
    assert table.headers["Content-Type"] == "application/octet-stream"
    assert nothing.status == 404


async def test_a_thread_begins_with_the_message_it_was_started_on(page):
    message_id = await post_card(page)
    thread = page.questions.threads[0]
    await page.do("send", channel=str(thread.id), content="I think so")

    starter, answer = await seen(page, channel=thread)

    assert (starter["id"], starter["starter"], starter["channel"]) == (
        message_id,
        True,
        str(page.questions.id),
    )
    assert answer["content"] == "I think so"


async def test_a_thread_started_on_nothing_is_announced(page):
    async with page.world.turn():
        channel = page.world.host.client.get_channel(page.questions.id)
        await channel.create_thread(name="Free talk", type=discord.ChannelType.public_thread)

    (message,) = await seen(page)

    assert message["system"] == "started a thread: **Free talk**."


# ------------------------------------------------------------------ commands and controls


async def test_commands_are_listed_to_those_who_may_use_them(page):
    mine = (await page.do("commands"))["commands"]
    theirs = (await page.do("commands", member=str(page.other.id)))["commands"]

    assert [one["name"] for one in mine] == [
        "card", "count", "hang", "secret", "silent", "talk", "topics add",
    ]  # fmt: skip
    assert {one["name"] for one in mine} - {one["name"] for one in theirs} == {"secret"}
    talk = next(one for one in mine if one["name"] == "talk")
    assert [option["name"] for option in talk["options"]] == [
        "text", "times", "loud", "who", "role", "where",
    ]  # fmt: skip


async def test_options_of_every_type_reach_the_bot(page):
    role = page.world.guild.roles["Pinged"]
    options = {
        "text": "hi ",
        "times": "2",
        "loud": True,
        "who": str(page.other.id),
        "role": str(role.id),
        "where": str(page.general.id),
    }

    await page.do("slash", command="talk", options=options)

    (message,) = await seen(page)
    assert message["content"] == (f"HI HI  <@{page.other.id}> <@&{role.id}> <#{page.general.id}>")
    assert message["embeds"][0]["title"] == "An embed"
    assert message["attachments"][0]["name"] == "scores.csv"


async def test_numbers_and_choices_reach_the_bot(page):
    await page.do("slash", command="count", options={"way": "up", "share": "0.25"})

    assert texts(await seen(page)) == ["up 0.25"]


@pytest.mark.parametrize(
    ("command", "options", "error"),
    [
        ("dance", {}, "/dance is not available to You here."),
        ("talk", {}, "/talk needs text."),
        ("talk", {"text": "", "times": "1"}, "/talk needs text."),
        ("talk", {"text": "x", "times": "one"}, "times has to be a number."),
        ("talk", {"text": "x", "tone": "low"}, "/talk has no option named tone."),
        ("talk", {"text": "x", "where": "nowhere"}, "There is no such channel any more."),
        ("talk", {"text": "x", "times": "9"}, "times has to be at most 3."),
        ("talk", {"text": "x", "times": "0"}, "times has to be at least 1."),
    ],
)
async def test_a_command_filled_in_wrongly_is_refused_with_the_reason(
    page, command, options, error
):
    status, answer = await page.ask("slash", command=command, options=options)

    assert (status, answer["error"]) == (409, error)


async def test_a_command_that_answers_nothing_did_not_respond(page):
    assert await page.do("slash", command="silent") == {"failed": "The application did not respond"}


async def test_a_command_that_never_ends_did_not_respond():
    async with open_page(patience=0.2) as page:
        status, answer = await page.ask("slash", command="hang")

    assert (status, answer["error"]) == (504, "The application did not respond.")


async def test_a_command_for_admins_is_refused_to_others(page):
    status, answer = await page.ask("slash", command="secret", member=str(page.other.id))

    assert status == 409
    assert "not available" in answer["error"]


async def test_the_bot_is_asked_to_complete_an_option(page):
    answer = await page.do("complete", command="topics add", option="topic", value="i", options={})

    assert answer["choices"] == [
        {"name": "Vision", "value": "vision"},
        {"name": "Audio", "value": "audio"},
    ]


async def test_an_ephemeral_answer_is_seen_by_its_member_alone(page):
    card = await post_card(page)
    async with page.watch() as mine, page.watch(member=page.other) as theirs:
        await mine.messages()
        await theirs.messages()
        await page.do("click", message=card, custom_id="card:A")
        (answer,) = await mine.messages()
        await page.do("send", content="and?")
        others = await theirs.messages()

    assert (answer["content"], answer["ephemeral"]) == ("Your answer is **A**", True)
    assert texts(others) == ["and?"]


async def test_a_button_that_answers_nothing_failed(page):
    card = await post_card(page)

    assert await page.do("click", message=card, custom_id="card:silent") == {
        "failed": "This interaction failed"
    }


async def test_a_press_on_what_is_gone_is_refused(page):
    card = await post_card(page)

    gone = await page.ask("click", message="1", custom_id="card:A")
    other = await page.ask("click", message=card, custom_id="card:Z")
    menu = await page.ask("select", message=card, custom_id="card:Z", values=[])

    assert gone == (409, {"error": "That message is gone."})
    assert other == (409, {"error": "That button cannot be pressed any more."})
    assert menu == (409, {"error": "That menu is gone."})


async def test_menus_take_texts_and_members(page):
    card = await post_card(page)

    await page.do("select", message=card, custom_id="card:menu", values=["NLP", "Audio"])
    await page.do("select", message=card, custom_id="card:user", values=[str(page.other.id)])

    assert texts(await seen(page))[1:] == ["Chosen: NLP, Audio", f"Hello <@{page.other.id}>"]


async def test_a_form_is_shown_and_submitted_once_by_whom_it_was_shown_to(page):
    card = await post_card(page)
    form = (await page.do("click", message=card, custom_id="card:form"))["modal"]
    number, why, sure = [part["component"]["custom_id"] for part in form["components"]]
    filled = {"token": form["token"], "values": {number: "3 GiB", why: "", sure: ["very"]}}

    stranger = await page.ask("submit", member=str(page.other.id), **filled)
    await page.do("submit", **filled)
    again = await page.ask("submit", **filled)

    assert form["title"] == "Your answer"
    assert texts(await seen(page))[-1] == "Saved **3 GiB** ['very']"
    assert stranger == again == (409, {"error": "That form is not open any more."})


async def test_forms_that_nobody_submits_are_forgotten(page):
    card = await post_card(page)
    first = (await page.do("click", message=card, custom_id="card:form"))["modal"]
    for _ in range(50):
        await page.do("click", message=card, custom_id="card:form")

    status, _ = await page.ask("submit", token=first["token"], values={})

    assert status == 409


async def test_direct_messages_with_the_bot_are_the_member_s_own(page):
    direct = page.me.actor.user.dm_channel
    there = {"channel": str(direct.id)}
    await page.do("send", content="hello", **there)
    card = (await page.do("slash", command="card", **there))["messages"][0]
    await page.do("click", message=card, custom_id="card:B", **there)
    offered = await page.do(
        "complete", command="topics add", option="topic", value="te", options={}, **there
    )

    assert offered["choices"][0]["name"] == "Text"
    assert "secret" not in [c["name"] for c in (await page.do("commands", **there))["commands"]]
    shown = await seen(page, channel=direct)
    assert texts(shown) == ["hello", "", "Your answer is **B**"]
    status, _ = await page.ask("send", content="hi", member=str(page.other.id), **there)
    assert status == 409


async def test_direct_messages_have_no_channels_to_choose(page):
    there = {"channel": str(page.me.actor.user.dm_channel.id)}
    options = {"text": "x", "where": str(page.general.id)}

    status, answer = await page.ask("slash", command="talk", options=options, **there)

    assert status == 409
    assert answer["error"] == "Members, channels and roles can be chosen in a server only."


async def test_a_member_cannot_change_what_another_wrote(page):
    message = (await page.do("send", content="mine"))["message"]

    status, answer = await page.ask("delete", message=message, member=str(page.other.id))

    assert (status, answer["error"]) == (409, "Discord says: Missing Permissions.")


# ------------------------------------------------------------------ the banner


async def test_a_step_is_passed_to_the_director(page):
    assert await page.do("advance", step="next-day") == {"said": "did next-day"}


async def test_a_step_that_cannot_be_taken_says_why(page):
    assert await page.ask("advance", step="close") == (409, {"error": "No question is open."})
    assert (await page.ask("advance", step="dance"))[0] == 400


async def test_pages_that_ask_at_once_wait_for_each_other(page):
    await asyncio.gather(*(page.do("send", content=str(i)) for i in range(5)))

    assert sorted(texts(await seen(page))) == list("01234")


async def test_a_page_that_goes_away_while_others_look_is_no_trouble(page):
    async with page.watch() as gone:
        await gone.messages()
        gone.socket._response.connection.transport.abort()
        await page.do("send", content="still here")

    assert texts(await seen(page)) == ["still here"]
