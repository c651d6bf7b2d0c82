"""`/help`: what Viva does and what the reader can do with it."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord.common import panel

INTRODUCTION = (
    "## Viva\n"
    "Viva asks your group an interview question at a set time. Answer by pressing a letter, "
    "the **Answer** button, or in the question's thread. When the time is up, the answer is "
    "revealed with its reasons, and points are given."
)
MEMBER_COMMANDS = (
    ("daily view", "the open questions and when the next one comes"),
    ("daily answer", "answer an open question privately"),
    ("daily history", "past questions with your results"),
    ("leaderboard", "who leads: by accuracy, effort, streaks, improvement, helping, rating"),
    ("stats", "your profile: place and trend, accuracy by topic, streak, a year of days"),
    ("why", "where each of your points comes from"),
    ("group map", "what the group knows, and who could explain it"),
    ("season view", "the season that runs"),
    ("season history", "past seasons with their podiums"),
    ("season archive", "the final standings of a past season"),
    ("rewards list", "roles that can be earned, and who holds them"),
    ("me timezone", "where you are, so that a streak counts your own days"),
    ("me vacation", "days off, which no streak minds"),
    ("me visibility", "what others see of you"),
    ("me export", "a copy of everything kept about you here"),
    ("me erase", "erase everything kept about you here"),
    ("quiz start", "open the lobby of a live quiz here"),
    ("quiz schedule", "announce a quiz for a set time"),
    ("quiz upcoming", "the quizzes to come"),
    ("quiz cancel", "call off one that you announced"),
    ("quiz scores", "how the quiz of this channel stands"),
    ("quiz again-wrong", "ask again what the group missed in the last quiz"),
    ("quiz pause", "freeze your quiz; the time that is left is kept"),
    ("quiz resume", "go on with it"),
    ("quiz skip", "withdraw the open question"),
    ("quiz stop", "end your quiz"),
    ("suggest", "suggest a question for this server"),
    ("suggestions", "your suggestions and what became of them"),
    ("flag", "report a problem with a question, such as a wrong key"),
    ("help", "this page"),
)
ADMIN_COMMANDS = (
    ("setup", "set up a question schedule step by step"),
    ("schedule list", "every schedule and its next post"),
    ("schedule add", "add a schedule in one go"),
    ("schedule edit", "change a schedule"),
    ("schedule preview", "the next posts with their questions"),
    ("schedule pause", "stop posting for a while"),
    ("schedule resume", "go on posting"),
    ("schedule skip", "leave out the next post, or take that back"),
    ("schedule post-now", "post a question at once"),
    ("schedule remove", "delete a schedule; points stay"),
    ("season start", "begin a season now, and say how long seasons last"),
    ("season end", "end the season now"),
    ("rewards add", "give a role for a place, a streak, answers or points"),
    ("rewards remove", "stop giving a role"),
    ("rewards sync", "give and take roles now"),
    ("flags list", "what members reported, and what is not asked here"),
    ("flags dismiss", "keep asking a reported question"),
    ("flags retire", "never ask a question here again"),
    ("flags reinstate", "ask a suspended or retired question again"),
    ("flags void", "take back the points of a revealed question"),
    ("bank coverage", "how many questions there are, and how many were asked"),
    ("bank search", "find questions"),
    ("bank show", "a question, and how it went here"),
    ("bank review", "decide about suggested questions"),
    ("bank edit", "change one of this server's own questions"),
    ("bank reload", "read the question files anew (for whoever runs this bot)"),
)
IN_A_SERVER = "-# All commands but `/help` belong to a server: run them there."


class Help(commands.Cog):
    """Explains Viva."""

    @app_commands.command(name="help")
    async def show_help(self, interaction: discord.Interaction) -> None:
        """What Viva does, and the commands you can use."""
        sections = [INTRODUCTION, "**For everyone**\n" + _listed(MEMBER_COMMANDS)]
        direct = interaction.guild_id is None
        if direct or interaction.permissions.manage_guild:
            sections.append("**For admins (Manage Server)**\n" + _listed(ADMIN_COMMANDS))
        if direct:
            sections.append(IN_A_SERVER)
        await interaction.response.send_message(view=panel(*sections), ephemeral=True)


def _listed(commands_: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"`/{name}` · {about}" for name, about in commands_)
