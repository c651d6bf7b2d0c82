"""A small bot that shows everything the demo's page can display; the server tests run it."""

from __future__ import annotations

import asyncio
import contextlib
import io
import struct
import zlib
from datetime import UTC, datetime, timedelta

import discord
import simcord
from discord import app_commands, ui

from bot.demo.clock import DemoClock
from bot.demo.scribe import Scribe
from bot.demo.world import Person, World

CODE = '''def mean(values):
    # the arithmetic mean
    return sum(values) / len(values)  # "float"'''


def picture(width=240, height=60, colour=(88, 101, 242)):
    """Return a PNG of one colour."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\x00" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


class Form(ui.Modal, title="Your answer"):
    number = ui.Label(
        text="Answer",
        description="A number with its unit, such as 1 GiB",
        component=ui.TextInput(placeholder="1 GiB", max_length=40),
    )
    why = ui.Label(
        text="Why",
        component=ui.TextInput(style=discord.TextStyle.paragraph, required=False),
    )
    sure = ui.Label(
        text="How sure are you?",
        component=ui.Select(
            options=[discord.SelectOption(label=one) for one in ("very", "somewhat")],
            required=False,
        ),
    )

    async def on_submit(self, interaction):
        await interaction.response.send_message(
            f"Saved **{self.number.component.value}** {self.sure.component.values}", ephemeral=True
        )


class Card(ui.LayoutView):
    def __init__(self):
        super().__init__(timeout=None)
        box = ui.Container(accent_colour=0xC27C0E)
        box.add_item(ui.TextDisplay("-# Transformers \N{MIDDLE DOT} senior\n### What scales how?"))
        box.add_item(ui.TextDisplay(f"```python\n{CODE}\n```"))
        for letter in "AB":
            button = ui.Button(label=letter, custom_id=f"card:{letter}")
            button.callback = self.press
            box.add_item(ui.Section(ui.TextDisplay(f"**{letter}** with $d_k$"), accessory=button))
        box.add_item(ui.Separator())
        item = discord.MediaGalleryItem("attachment://formula.png", description="softmax of x")
        box.add_item(ui.MediaGallery(item))
        box.add_item(ui.File("attachment://all.zip"))
        box.add_item(ui.TextDisplay("Closes <t:1798761600:R>, on <t:1798761600:F>"))
        form = ui.Button(label="Answer", style=discord.ButtonStyle.primary, custom_id="card:form")
        form.callback = self.open_form
        mute = ui.Button(label="Silent", style=discord.ButtonStyle.danger, custom_id="card:silent")
        mute.callback = self.say_nothing
        link = ui.Button(label="Paper", url="https://example.org/paper")
        box.add_item(ui.ActionRow(form, mute, link))
        menu = ui.Select(
            placeholder="Choose topics",
            custom_id="card:menu",
            min_values=1,
            max_values=2,
            options=[
                discord.SelectOption(label=one, description=f"all of {one}")
                for one in ("NLP", "Vision", "Audio")
            ],
        )
        menu.callback = self.choose
        box.add_item(ui.ActionRow(menu))
        who = ui.UserSelect(placeholder="Somebody", custom_id="card:user")
        who.callback = self.choose_user
        box.add_item(ui.ActionRow(who))
        self.add_item(box)

    async def press(self, interaction):
        letter = interaction.data["custom_id"][-1]
        await interaction.response.send_message(f"Your answer is **{letter}**", ephemeral=True)

    async def open_form(self, interaction):
        await interaction.response.send_modal(Form())

    async def say_nothing(self, interaction):
        pass

    async def choose(self, interaction):
        chosen = ", ".join(interaction.data["values"])
        await interaction.response.send_message(f"Chosen: {chosen}", ephemeral=True)

    async def choose_user(self, interaction):
        await interaction.response.send_message(
            f"Hello <@{interaction.data['values'][0]}>", ephemeral=True
        )


class Sample(discord.Client):
    """The bot."""

    def __init__(self):
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.guild_reactions = True
        intents.message_content = intents.dm_messages = True
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.tree = app_commands.CommandTree(self)
        self.ticks = 0
        for command in (card, talk, silent, hang, count, secret, Topics()):
            self.tree.add_command(command)

    @property
    def client(self):
        return self

    async def tick(self):
        self.ticks += 1

    async def setup_hook(self):
        await self.tree.sync()


@app_commands.command(description="Post a card")
async def card(interaction: discord.Interaction):
    files = [
        discord.File(io.BytesIO(picture()), "formula.png"),
        discord.File(io.BytesIO(b"PK"), "all.zip"),
    ]
    await interaction.response.send_message(view=Card(), files=files)
    message = await interaction.original_response()
    channel = interaction.client.get_channel(interaction.channel_id)
    for emoji in "\U0001f1e6\U0001f1e7":
        await message.add_reaction(emoji)
    if channel is not None:
        await channel.get_partial_message(message.id).create_thread(name="Talk about it")


@app_commands.command(description="Say something with everything in it")
@app_commands.describe(
    text="What to say", times="How often", loud="In capitals", who="Whom to name", where="Where"
)
async def talk(
    interaction: discord.Interaction,
    *,
    text: app_commands.Range[str, 1, 200],
    times: app_commands.Range[int, 1, 3] = 1,
    loud: bool = False,
    who: discord.Member | None = None,
    role: discord.Role | None = None,
    where: discord.TextChannel | None = None,
):
    said = (text.upper() if loud else text) * times
    embed = discord.Embed(title="An embed", description=said, colour=0x57F287)
    embed.add_field(name="One", value="1", inline=True).add_field(name="Two", value="2")
    embed.set_footer(text="footer")
    names = " ".join(one.mention for one in (who, role, where) if one)
    file = discord.File(io.BytesIO(b"a,b\n1,2\n"), "scores.csv")
    await interaction.response.send_message(f"{said} {names}", embed=embed, file=file)


@app_commands.command(description="Answer nothing")
async def silent(interaction: discord.Interaction):
    pass


@app_commands.command(description="Never end")
async def hang(interaction: discord.Interaction):
    await asyncio.Event().wait()


@app_commands.command(description="Count in one of two ways")
@app_commands.choices(way=[app_commands.Choice(name=w, value=w) for w in ("up", "down")])
async def count(interaction: discord.Interaction, way: str, share: float = 0.5):
    await interaction.response.send_message(f"{way} {share}", ephemeral=True)


@app_commands.command(description="For admins")
@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
async def secret(interaction: discord.Interaction):
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send("The secret", ephemeral=True)


class Topics(app_commands.Group):
    def __init__(self):
        super().__init__(name="topics", description="Topics")

    @app_commands.command(description="Add a topic")
    async def add(self, interaction: discord.Interaction, topic: str):
        await interaction.response.send_message(f"Added {topic}", ephemeral=True)

    @add.autocomplete("topic")
    async def _topics(self, interaction, current):
        return [
            app_commands.Choice(name=one, value=one.lower())
            for one in ("Vision", "Audio", "Text")
            if current.lower() in one.lower()
        ]


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at=NOON):
        self.at = at

    def now(self):
        return self.at

    def pass_time(self, **kinds):
        self.at += timedelta(**kinds)


@contextlib.asynccontextmanager
async def open_sample(base=None, patience=5):
    """Start the bot in a server with two channels and two members; yield (world, scribe)."""
    bot = Sample()
    env = simcord.Env(bot, settle_timeout=patience)
    await env.start()
    try:
        yield await _build(env, bot, DemoClock(base or HandClock()))
    finally:
        await env.shutdown()


async def _build(env, bot, clock):
    await env.advance_time((clock.now() - env.now()).total_seconds())
    boss = env.create_user("you", global_name="You")
    guild = env.create_guild("Sample Server", owner=boss)
    guild.create_text_channel("general", topic="Anything")
    guild.create_text_channel("questions")
    guild.create_role("Pinged", mentionable=True)
    other = env.create_user("lina", global_name="\u674e\u5a1c")
    people = (
        Person(guild.add_member(boss), "You", "admin", admin=True),
        Person(guild.add_member(other), "\u674e\u5a1c", "member"),
    )
    await env.settle()
    names = {person.id: person.name for person in people}
    return World(env, guild, people, bot, clock, home="questions"), Scribe(bot, names)
