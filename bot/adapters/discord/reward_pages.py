"""The pages of `/rewards`: what earns which role, who holds it, and what was given and taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.discord.common import counted, fit, ordinal, panel
from bot.adapters.discord.layout import TEXT_LIMIT
from bot.domain.rewards import KEPT, RewardKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discord import ui

    from bot.domain.rewards import Reward
    from bot.services.rewards import Rule
    from bot.services.role_changes import Failure, Report

HOLDERS_SHOWN = 10

EMPTY = (
    "## Rewards\nNo role is given for anything here yet. For example, "
    "`/rewards add role:@Champion kind:place in the season threshold:1` gives a role to whoever "
    "finishes a season first, and `kind:streak threshold:30` one for thirty days in a row."
)
PLACES = (
    "-# Roles for places change hands when a season ends; ties share a place. A season with fewer "
    "than three ranked members has no places: whoever holds such a role then keeps it."
)
FOOT = (
    "-# Roles are given when a season ends, or at once with `/rewards sync`. Viva takes only roles "
    "that it gave. Members who hide from the standings get none."
)
WHEN = "It is given when the season ends; `/rewards sync` gives it now to whoever has it coming."


def earned_by(reward: Reward) -> str:
    """Return what a role is given for: "1st place in the season"."""
    number = reward.threshold
    match reward.kind:
        case RewardKind.PLACE:
            return f"{ordinal(number)} place in the season"
        case RewardKind.STREAK:
            return f"a streak of {counted(number, 'day')}, as long as it lasts"
        case RewardKind.ANSWERS:
            return f"{counted(number, 'answer')} of all time"
        case RewardKind.POINTS:
            return f"{counted(number, 'point')} of all time"


def added(reward: Reward) -> ui.LayoutView:
    """Return that a rule was added."""
    kept = " It is kept for good." if reward.kind in KEPT else ""
    return panel(f"## Added\n<@&{reward.role_id}> for {earned_by(reward)}.{kept}\n{WHEN}")


def listing(rules: Sequence[Rule]) -> ui.LayoutView:
    """Return the rules, with who holds each role and what is the matter with it."""
    if not rules:
        return panel(EMPTY)
    heading = f"## Rewards\n{counted(len(rules), 'role')} to earn here"
    shown = fit([_entry(rule) for rule in rules], TEXT_LIMIT - 800, "-# and {} more", "\n\n")
    places = any(rule.reward.kind is RewardKind.PLACE for rule in rules)
    return panel(heading, shown, f"{PLACES}\n{FOOT}" if places else FOOT)


def _entry(rule: Rule) -> str:
    lines = [f"<@&{rule.reward.role_id}> · {earned_by(rule.reward)}", _holders(rule.holders)]
    if rule.obstacle:
        lines.append(f"⚠️ {rule.obstacle}")
    elif rule.reward.trouble:
        lines.append(
            f"⚠️ Latest try: {rule.reward.trouble.rstrip('.')}. `/rewards sync` tries again."
        )
    return "\n".join(lines)


def _holders(member_ids: Sequence[int]) -> str:
    return f"-# Given to {_named(member_ids)}" if member_ids else "-# Given to nobody so far"


def _named(member_ids: Sequence[int]) -> str:
    named = ", ".join(f"<@{member_id}>" for member_id in member_ids[:HOLDERS_SHOWN])
    left = len(member_ids) - HOLDERS_SHOWN
    return f"{named} and {counted(left, 'other')}" if left > 0 else named


def removed(role_id: int, report: Report, *, keep: bool) -> ui.LayoutView:
    """Return that a rule was removed, and what became of its role."""
    if keep:
        became = "Whoever has it keeps it."
    elif report.taken:
        became = f"I took it from {counted(report.taken, 'member')}."
    else:
        became = "I took it from nobody."
    text = f"## Removed\n<@&{role_id}> is no reward any more. {became}"
    return panel(text, *_problems(report))


def in_progress(done: int, total: int) -> ui.LayoutView:
    """Return how far the changes of roles are."""
    return panel(f"## Rewards\n{done:,} of {counted(total, 'change')}...")


def synced(report: Report) -> ui.LayoutView:
    """Return what was given and taken, and what could not be."""
    if report == type(report)():
        return panel("## Rewards\nAll is as it should be: there was nothing to give or to take.")
    text = f"Given: {report.given:,} · taken: {report.taken:,}"
    return panel(f"## Rewards\n{text}", *_problems(report))


def _problems(report: Report) -> list[str]:
    problems = []
    if report.failures:
        failed = fit([_failure(f) for f in report.failures], TEXT_LIMIT - 700, "- and {} more")
        problems.append(f"**What could not be done**\n{failed}")
    if report.unreached:
        changes = counted(report.unreached, "change")
        problems.append(f"Discord did not answer to {changes}. I try again by myself.")
    return problems


def _failure(failure: Failure) -> str:
    return f"- <@&{failure.role_id}>, {_named(failure.member_ids)}: {failure.why}"
