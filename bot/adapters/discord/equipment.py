"""Everything the client is given: what listens, what answers commands, and the buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.adapters.discord.answering import Submissions, answer_items
from bot.adapters.discord.asking import asker
from bot.adapters.discord.cogs.bank import Bank as BankCog
from bot.adapters.discord.cogs.daily import Daily
from bot.adapters.discord.cogs.flag import Flag
from bot.adapters.discord.cogs.flags import Flags
from bot.adapters.discord.cogs.help import Help
from bot.adapters.discord.cogs.leaderboard import Leaderboard
from bot.adapters.discord.cogs.me import Me
from bot.adapters.discord.cogs.member import Member
from bot.adapters.discord.cogs.quiz import Quiz
from bot.adapters.discord.cogs.rewards import Rewards
from bot.adapters.discord.cogs.schedule import Schedule
from bot.adapters.discord.cogs.season import Season
from bot.adapters.discord.cogs.setup import Setup
from bot.adapters.discord.cogs.suggest import Suggest
from bot.adapters.discord.exporting import export_items
from bot.adapters.discord.listeners import Listeners
from bot.adapters.discord.painting import Painter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from discord import ui
    from discord.ext import commands

    from bot.adapters.discord.publisher import DiscordPublisher
    from bot.services.wiring import Services

Items = tuple[type["ui.DynamicItem[Any]"], ...]


def equipment(
    services: Services, publisher: DiscordPublisher, recover: Callable[[], Awaitable[object]]
) -> tuple[list[commands.Cog], Items]:
    """Return the cogs and the buttons.

    Args:
        services: what they call.
        publisher: takes reactions back.
        recover: reads back what was missed while the connection was down.
    """
    daily = Daily(
        services.history, services.answers, services.schedules, asker(services.library.titles)
    )
    painter = Painter(publisher, services.profiles, services.library.titles, publisher.theme)
    leaderboard = Leaderboard(services.standings, services.schedules, painter)
    member = Member(services.profiles, services.ledger, services.schedules, painter)
    me = Me(services.own_time, services.privacy)
    flag = Flag(services.flags)
    flags = Flags(services.flags, services.verdicts, services.revisions)
    suggest = Suggest(services.suggestions, services.library)
    bank = BankCog(services.catalogue, services.library, suggest)
    quiz = Quiz(services.quizzes, services.quiz_plans, services.library)
    season = Season(services.seasons, services.standings, services.schedules)
    schedule, setup = Schedule(services.schedules), Setup(services.schedules)
    cogs: list[commands.Cog] = [
        bank,
        daily,
        flag,
        flags,
        leaderboard,
        me,
        member,
        quiz,
        Rewards(services.rewards),
        schedule,
        season,
        setup,
        suggest,
        Help(),
        Submissions(services.answers),
        Listeners(services.answers, services.rounds, publisher, recover),
    ]
    items = (
        *answer_items(services.answers),
        *bank.buttons,
        *daily.buttons,
        *flag.buttons,
        *flags.buttons,
        *leaderboard.buttons,
        *me.buttons,
        *member.buttons,
        *quiz.buttons,
        *export_items(services.quiz_results),
        *schedule.buttons,
        *season.buttons,
        *setup.buttons,
        *suggest.buttons,
    )
    return cogs, items
