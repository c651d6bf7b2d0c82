"""The page in a real browser: what a visitor does, from first look to the next day."""

import re

import discord
import pytest
from playwright.async_api import expect

from bot.demo.runner import free_socket, serve
from bot.demo.stage import Demo
from tests.demo.conftest import Remembers, demo_with
from tests.demo.sample import open_sample
from tests.questions import ORDER, SINGLE, question

WIDE = {"width": 1180, "height": 860}
NARROW = {"width": 390, "height": 844}


@pytest.fixture
async def visit(browser):
    """Open pages on served demos; complains of anything the browser complains of."""
    complaints = []

    async def open_page(url, viewport=WIDE, **options):
        page = await browser.new_page(viewport=viewport, **options)
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complains(line) and complaints.append(line.text))
        await page.goto(url)
        await expect(page.locator("body.ready")).to_be_visible()
        return page

    yield open_page
    assert complaints == []


@pytest.fixture
async def sample():
    """A small bot's server; yields (world, address)."""
    async with open_sample() as (world, scribe):
        demo = Demo(world, scribe, Remembers(), None)
        async with serve(demo, free_socket(0)) as url:
            yield world, url


def complains(line):
    # The browser reports refused requests; the page tells the visitor.
    return line.type == "error" and "status of 409" not in line.text


def box(page):
    return page.get_by_label("Message", exact=True)


def message(page, text):
    return page.locator("li.message").filter(has_text=text)


async def run(page, command):
    await box(page).fill(command)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Run", exact=True).click()


async def become(page, name):
    await page.get_by_role("button", name="Switch the member").click()
    await page.get_by_role("option", name=name).click()


async def goto(page, name):
    await page.get_by_role("navigation").get_by_role("button", name=name, exact=True).click()


# ------------------------------------------------------------------ the walk


async def test_a_visitor_walks_through_a_day(visit, tmp_path):
    async with (
        demo_with(tmp_path, SINGLE, question("single-9")) as demo,
        serve(demo, free_socket(0)) as url,
    ):
        page = await visit(url)

        # The question is open: answer by reaction.
        card = message(page, "React with the letter").last
        letter = card.get_by_role("button", name=re.compile("^letter A"))
        await letter.click()
        await expect(letter).to_have_attribute("aria-pressed", "true")
        await expect(letter).to_have_attribute("title", re.compile("You"))

        # Answer in private with a button; the receipt is for this member only.
        await goto(page, "senior-round")
        await message(page, "Only you").last.scroll_into_view_if_needed()
        private = message(page, "Closes").last
        await private.get_by_role("button", name="B", exact=True).click()
        receipt = page.locator("li.ephemeral")
        await expect(receipt).to_contain_text("Only you can see this")
        await become(page, "Amara Obi")
        await expect(page.get_by_role("button", name="You are Amara Obi")).to_be_visible()
        await expect(receipt).to_have_count(0)
        await become(page, "You")
        await expect(receipt).to_have_count(1)
        await receipt.get_by_role("button", name="Dismiss").click()
        await expect(receipt).to_have_count(0)

        # Talk about yesterday's question in its thread.
        await goto(page, "daily-question")
        await page.locator(".thread-chip").last.click()
        await expect(page.locator("li.starter")).to_contain_text("The answer")
        await box(page).fill("That **surprised** me")
        await page.keyboard.press("Enter")
        await expect(message(page, "That surprised me").locator("strong").last).to_have_text(
            "surprised"
        )

        # Who leads?
        await goto(page, "daily-question")
        await run(page, "/leaderboard")
        board = message(page, "Leaderboard").last
        await expect(board).to_contain_text("@Amara Obi")
        await expect(board).to_contain_text("You used /leaderboard")

        # The reveal, and the next day.
        reveals = message(page, "reveal of round")
        before = await reveals.count()
        await page.get_by_role("button", name="Close and reveal").click()
        await expect(reveals).to_have_count(before + 1)
        await expect(reveals.last).to_contain_text("members answered")

        # Something is wrong with it: the form wants to know what.
        await reveals.last.get_by_role("button", name="Report a problem").click()
        await page.get_by_role("button", name="Submit").click()
        await expect(page.get_by_role("alert")).to_have_text("Fill in what is marked with a star.")
        await page.get_by_role("radio", name="The key is wrong").check()
        await page.get_by_role("button", name="Submit").click()
        await expect(message(page, "Thank you for the report")).to_be_visible()
        clock = await page.locator("#clock").text_content()
        await page.get_by_role("button", name="Next day").click()
        await expect(page.locator("#clock")).not_to_have_text(clock)
        await expect(message(page, "React with the letter").last).to_contain_text("in 10 hours")
        await expect(reveals).to_have_count(before + 1)

        # One more, at once.
        await page.get_by_role("button", name="Post now").click()
        await expect(page.locator(".toast").last).to_contain_text("You used /schedule post-now")


async def test_an_order_is_put_together_with_the_keyboard_alone(visit, tmp_path):
    async with demo_with(tmp_path, ORDER) as demo, serve(demo, free_socket(0)) as url:
        page = await visit(url)
        await message(page, "Put them in order").last.get_by_role("button", name="Answer").click()
        mine = page.locator("li.ephemeral")
        await mine.get_by_role("button", name="Choose what comes first").focus()

        for chosen in ("1. A", "2. B"):
            await page.keyboard.press("Enter")
            await page.get_by_role("option").first.press("Enter")
            await expect(mine).to_contain_text(chosen)
            await expect(mine.get_by_role("button", name="Choose what comes next")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.get_by_role("option").first.press("Enter")

        await expect(mine).to_contain_text("Your answer: A → B → C → D.")
        await expect(mine.get_by_role("button", name="Start over")).to_be_focused()


# ------------------------------------------------------------------ the parts, with a small bot


async def test_a_form_is_filled_in_with_the_keyboard_alone(visit, sample):
    _, url = sample
    page = await visit(url)
    await run(page, "/card")

    await message(page, "What scales how").get_by_role("button", name="Answer").press("Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("A number with its unit")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("Fill in what is marked with a star.")
    await page.keyboard.type("3 GiB")
    await page.keyboard.press("Enter")

    await expect(message(page, "Saved 3 GiB")).to_be_visible()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_menus_choose_several_members_and_forms_choose_too(visit, sample):
    _, url = sample
    page = await visit(url)
    await run(page, "/card")
    card = message(page, "What scales how")

    await card.get_by_role("button", name="Choose topics").click()
    await page.get_by_role("option", name="NLP").click()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press(" ")
    await page.get_by_role("button", name="Done").click()
    await expect(message(page, "Chosen: NLP, Vision")).to_be_visible()

    await card.get_by_role("button", name="Somebody").click()
    await page.get_by_role("option", name="\u674e\u5a1c").click()
    await expect(message(page, "Hello @\u674e\u5a1c")).to_be_visible()

    await card.get_by_role("button", name="Answer", exact=True).click()
    await page.get_by_label("Answer").last.fill("1")
    await (
        page.get_by_role("dialog")
        .get_by_role("button", name="How sure are you?: Make a choice")
        .click()
    )
    await page.get_by_role("option", name="somewhat").click()
    await page.get_by_role("button", name="Done").click()
    await page.get_by_role("button", name="Submit").click()
    await expect(message(page, "Saved 1 ['somewhat']")).to_be_visible()


async def test_a_file_of_a_card_is_there_to_be_downloaded(visit, sample):
    _, url = sample
    page = await visit(url)
    await run(page, "/card")

    async with page.expect_download() as download:
        await message(page, "What scales how").get_by_role("link", name="all.zip").click()

    assert (await download.value).suggested_filename == "all.zip"


async def test_a_role_that_was_given_is_seen_at_the_member(visit, sample):
    world, url = sample
    page = await visit(url)
    async with world.turn():
        bot = world.host.client.get_guild(world.guild.id)
        role = discord.utils.get(bot.roles, name="Pinged")
        await (await bot.fetch_member(world.people[1].id)).add_roles(role)

    await page.get_by_role("button", name="Switch the member").click()

    await expect(page.get_by_role("option", name="\u674e\u5a1c")).to_contain_text("@Pinged")


async def test_a_command_is_typed_completed_and_run(visit, sample):
    _, url = sample
    page = await visit(url)

    await box(page).press_sequentially("/top")
    await expect(page.get_by_role("option", name="/topics add")).to_be_visible()
    await page.keyboard.press("Tab")
    field = page.get_by_role("combobox", name="topic")
    await field.press_sequentially("vis")
    await expect(page.get_by_role("option", name="Vision")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("Vision")
    await page.keyboard.press("Enter")

    await expect(message(page, "Added vision")).to_contain_text("Only you can see this")
    await expect(box(page)).to_be_focused()


async def test_options_are_offered_with_their_types(visit, sample):
    _, url = sample
    page = await visit(url)
    await box(page).fill("/talk")
    await page.keyboard.press("Enter")

    await page.get_by_role("button", name="Run", exact=True).click()
    await expect(page.get_by_role("alert")).to_have_text("text is needed.")
    await page.get_by_label("text *").fill("hey ")
    for option, value in (("times", "two"), ("who", "\u674e\u5a1c"), ("where", "#general")):
        await page.get_by_role("button", name=option, exact=True).click()
        await page.get_by_label(option, exact=True).fill(value)
        await page.keyboard.press("Tab")
    await page.get_by_role("button", name="loud").click()
    await page.get_by_role("option", name="True").click()
    await page.get_by_role("button", name="Run", exact=True).click()
    await expect(page.get_by_role("alert")).to_have_text("times has to be a whole number.")
    await page.get_by_label("times", exact=True).fill("2")
    await page.get_by_role("button", name="Run", exact=True).click()

    talk = message(page, "HEYHEY @\u674e\u5a1c #general")
    await expect(talk).to_contain_text("An embed")
    await talk.get_by_role("link", name="#general").click()
    await expect(page.get_by_role("heading", name="general")).to_be_visible()


async def test_what_fails_is_said_where_it_failed(visit, sample):
    _, url = sample
    page = await visit(url)
    await run(page, "/silent")
    await expect(page.get_by_text("The application did not respond")).to_be_visible()
    await page.get_by_role("button", name="Dismiss").click()
    await expect(page.get_by_text("The application did not respond")).to_have_count(0)

    await run(page, "/card")
    card = message(page, "What scales how")
    await card.get_by_role("button", name="Silent").click()
    await expect(card).to_contain_text("This interaction failed")

    await page.get_by_role("button", name="Close and reveal").click()
    await expect(page.locator(".toast.error")).to_have_text("No question is open.")


async def test_text_is_shown_as_discord_shows_it_and_never_as_html(visit, sample):
    world, url = sample
    page = await visit(url)
    # The box takes one line; the actor writes many.
    admin = world.admin
    async with world.turn():
        await admin.actor.send(world.home, TEXT.format(me=admin.id, channel=world.home.id))

    text = message(page, "Title").locator(".body > .text")
    for tag, inner in {
        "strong": "bold", "em": "slanted", "u": "under", "s": "gone", "code.code-inline": "x*y*z",
        "blockquote": "quoted", "ul > li": "one", "ol > li": "first", ".small": "small print",
        "pre": "def f(): # why", ".hl-keyword": "def", ".hl-comment": "# why",
    }.items():  # fmt: skip
        await expect(text.locator(tag).first).to_contain_text(inner)
    await expect(text.locator("b, img, script")).to_have_count(0)
    await expect(text).to_contain_text("<b>not bold</b> snake_case_name 2 * 3 * 4 *literal*")
    await expect(text.get_by_role("link", name="a paper")).to_have_attribute(
        "href", "https://example.org/a_b"
    )
    await expect(text.get_by_role("link", name="javascript")).to_have_count(0)
    await expect(text.locator(".mention").first).to_have_text("@You")
    await expect(text.locator("time").first).to_have_text("in 1 hour")


async def test_a_spoiler_opens_on_a_press_and_stays_open(visit, sample):
    _, url = sample
    page = await visit(url)
    await box(page).fill("guess ||the answer||")
    await page.keyboard.press("Enter")
    spoiler = message(page, "guess").locator(".spoiler")
    await expect(spoiler).not_to_have_class(re.compile("open"))

    await spoiler.press("Enter")
    await expect(spoiler).to_have_class(re.compile("open"))
    await message(page, "guess").hover()
    await page.get_by_role("button", name="Add a reaction").click()
    await page.get_by_role("button", name="letter C").click()

    await expect(message(page, "guess").locator(".reaction").first).to_contain_text("1")
    await expect(spoiler).to_have_class(re.compile("open"))


async def test_messages_are_answered_edited_and_deleted(visit, sample):
    _, url = sample
    page = await visit(url)
    await box(page).fill("frist")
    await page.keyboard.press("Enter")
    first = message(page, "frist")
    await first.hover()
    await first.get_by_role("button", name="Edit").click()
    await page.get_by_label("Edit the message").fill("first")
    await page.keyboard.press("Enter")
    await expect(message(page, "first")).to_contain_text("(edited)")

    await message(page, "first").hover()
    await page.get_by_role("button", name="Reply").click()
    await page.keyboard.type("second")
    await page.keyboard.press("Enter")
    await expect(message(page, "second")).to_contain_text("You first")

    await message(page, "second").hover()
    await message(page, "second").get_by_role("button", name="Delete").click()
    await expect(message(page, "second")).to_have_count(0)


async def test_every_open_page_is_kept_up_to_date(visit, sample):
    _, url = sample
    mine, theirs = await visit(url), await visit(url)
    await become(theirs, "\u674e\u5a1c")

    await box(mine).fill("hello @everyone")
    await mine.keyboard.press("Enter")

    await expect(message(theirs, "hello @everyone")).to_be_visible()


async def test_a_channel_with_something_new_is_marked_until_it_is_shown(visit, sample):
    world, url = sample
    page = await visit(url)
    general = page.get_by_role("navigation").get_by_role("button", name="general")
    await expect(general).to_have_attribute("title", "general")

    async with world.turn():
        await world.people[1].actor.send(world.channels()[0], "anybody there?")

    await expect(general).to_have_attribute("title", "general (unread)")
    await general.click()
    await expect(message(page, "anybody there?")).to_be_visible()
    await expect(general).to_have_attribute("title", "general")


async def test_direct_messages_are_a_place_of_their_own(visit, sample):
    _, url = sample
    page = await visit(url)
    await goto(page, "Viva")
    await box(page).fill("hello")
    await page.keyboard.press("Enter")
    await expect(message(page, "hello")).to_be_visible()

    await become(page, "\u674e\u5a1c")

    await expect(page.get_by_role("heading", name="general")).to_be_visible()
    await goto(page, "Viva")
    await expect(message(page, "hello")).to_have_count(0)


async def test_a_narrow_window_has_everything_and_nothing_sticks_out(visit, sample):
    _, url = sample
    page = await visit(url, viewport=NARROW)
    await run(page, "/card")
    await expect(message(page, "What scales how")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]

    await page.get_by_role("button", name="Channels and members").click()
    await goto(page, "general")
    await expect(page.get_by_role("heading", name="general")).to_be_visible()
    await expect(page.get_by_role("navigation")).not_to_be_in_viewport()


async def test_light_and_dark_follow_the_system_until_chosen(visit, sample):
    _, url = sample
    page = await visit(url, color_scheme="dark")
    html = page.locator("html")
    await expect(html).to_have_attribute("data-theme", "dark")

    await page.get_by_role("button", name="light and dark").click()
    await page.reload()

    await expect(html).to_have_attribute("data-theme", "light")


TEXT = """# Title
**bold** *slanted* __under__ ~~gone~~ `x*y*z` <@{me}> <#{channel}> <t:1795352400:R>
> quoted
- one
  - deeper
1. first
-# small print
<b>not bold</b> snake_case_name 2 * 3 * 4 \\*literal\\* [no](javascript:alert(1))
[a paper](https://example.org/a_b) <script>alert(1)</script> <img src=x onerror=alert(1)>
```python
def f(): # why
    return "<b>"
```"""
