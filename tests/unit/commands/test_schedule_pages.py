"""What admins read about schedules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.adapters.discord import schedule_pages as pages
from bot.adapters.discord.admins import how_to_grant, next_posts, settings, utc_advice
from bot.adapters.discord.schedule_options import ABOUT, Known, check_span, read_options
from bot.bank import Track
from bot.domain.daily import Draft, Schedule
from bot.domain.exhaustion import Told
from bot.domain.round import AnswerStyle, ThreadPolicy
from bot.domain.schedule import Occurrence
from bot.domain.selection import Pick
from bot.errors import Unreadable, UserError
from bot.services.foresight import Coming, Preview
from bot.services.picking import Choice
from tests.questions import question
from tests.unit.commands.pages import buttons_of, text_of

NEXT = datetime(2026, 6, 2, 7, tzinfo=UTC)
TOPICS = [("transformers", "Transformers"), ("statistics", "Statistics")]
TITLES = dict(TOPICS)
KNOWN = Known(TOPICS, [("30-day", "30 days"), ("llm", "Large models")], ["de", "en"])


def schedule(**changes):
    found = Schedule(
        id=3, guild_id=1, channel_id=20, created_by=7, zone="Europe/Berlin", weekdays=0b0011111,
        next_at=NEXT, next_day=date(2026, 6, 2),
    )  # fmt: skip
    return replace(found, **changes)


def test_no_schedule_leads_to_setup():
    assert "Run `/setup`" in text_of(pages.listing([], TITLES, {}))


def test_a_schedule_shows_place_time_next_post_and_settings():
    text = text_of(pages.listing([schedule(ping_role_id=9, topics=("statistics",))], TITLES, {}))

    assert "**daily** · <#20>, Mon-Fri at 09:00 Europe/Berlin" in text
    assert "Next post <t:1780383600:F> (<t:1780383600:R>)" in text
    assert (
        "-# Statistics · any difficulty · the week's rhythm · answers by reactions · "
        "open for 24 hours · thread at the reveal · pings <@&9>" in text
    )


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("", "Paused <t:1780383600:R> by an admin. Go on with `/schedule resume`."),
        ("the channel is gone", "Paused <t:1780383600:R>: the channel is gone. Go on with"),
    ],
)
def test_a_paused_schedule_says_why_and_how_to_go_on(reason, shown):
    stopped = schedule(paused_at=NEXT, paused_reason=reason, next_at=None, next_day=None)

    assert shown in text_of(pages.listing([stopped], TITLES, {}))


def test_as_many_schedules_as_a_server_may_have_fit_on_the_page():
    long = schedule(name="*" * 50, topics=tuple(f"topic-{n}" * 4 for n in range(19)))

    view = pages.listing([long] * 10, {}, {})

    assert view.content_length() <= 4000


def test_next_posts_are_shown_in_the_readers_zone_and_in_the_schedules():
    posts = [
        Occurrence(date(2026, 6, 2), NEXT),
        Occurrence(date(2026, 12, 2), NEXT.replace(month=12, hour=8)),
    ]

    assert next_posts(posts, "Europe/Berlin").splitlines() == [
        "- <t:1780383600:F> · Tue 02 Jun 2026, 09:00 Europe/Berlin",
        "- <t:1796198400:F> · Wed 02 Dec 2026, 09:00 Europe/Berlin",
    ]


def test_a_change_shows_the_next_posts_what_fits_and_advice():
    preview = Preview(schedule(zone="UTC"), [Occurrence(date(2026, 6, 2), NEXT)], 1, 1)

    text = text_of(pages.changed("Added", preview, TITLES, ["", "Mind the gap."]))

    assert "## Added" in text
    assert "- <t:1780383600:F> · Tue 02 Jun 2026, 07:00 UTC" in text
    assert "1 question of the bank fits, so" in text
    assert "Mind the gap.\n-# UTC never changes its clocks" in text


def test_a_paused_schedule_has_no_next_posts_to_show():
    text = text_of(pages.changed("Changed", Preview(schedule(), [], 12, 12), TITLES))

    assert "Next posts" not in text
    assert "12 questions of the bank fit; when all were asked, they come again." in text


@pytest.mark.parametrize(
    ("zone", "warned"), [("UTC", True), ("Etc/GMT", True), ("Europe/London", False)]
)
def test_who_chooses_utc_is_told_that_it_is_not_london(zone, warned):
    assert ("not London time in summer" in utc_advice(zone)) is warned


def test_missing_permissions_are_named_with_the_way_to_grant_them():
    text = how_to_grant(["Send Messages", "Add Reactions"], 20)

    assert "**Send Messages**, **Add Reactions** in <#20>" in text
    assert "Nothing was saved" in text
    assert "Permissions" in text


def test_removal_asks_first():
    view = pages.ask_removal(schedule())

    assert {label: b.custom_id for label, b in buttons_of(view).items()} == {
        "Remove": "viva:schedule:remove:3",
        "Keep": "viva:schedule:keep",
    }


def test_settings_say_topics_by_their_titles():
    draft = schedule(topics=("statistics", "gone"), style=AnswerStyle.BUTTONS)

    assert settings(draft, TITLES).startswith(
        "Statistics, gone · any difficulty · the week's rhythm · answers by buttons"
    )


def test_settings_say_what_else_narrows_the_choice():
    draft = schedule(level="senior", language="de", track="llm")

    assert "any difficulty · level senior · in de · track Large models · answers" in settings(
        draft, TITLES, "Large models"
    )
    assert "rhythm" not in settings(schedule(rhythm=False), TITLES)


# ------------------------------------------------------------------------------- preview


def coming(day, **pick):
    made = Pick("q-1", "transformers", 5, reused=False, reason="Why.")
    at = Occurrence(day, datetime(day.year, day.month, day.day, 7, tzinfo=UTC))
    stem = r"Why divide by $\sqrt{d_k}$, when everything was normalised before?"
    shown = question("q-1", stem=stem)
    return Coming(at, Choice(shown, replace(made, **pick), 1, Told.NOTHING))


def preview_of(*posts, **changes):
    return Preview(schedule(**changes), [], 12, 5, posts)


def test_a_preview_shows_what_will_be_asked_but_not_the_answers():
    text = text_of(pages.foretold(preview_of(coming(date(2026, 6, 2))), TITLES))

    assert "- <t:1780383600:F> · Tue 02 Jun 2026, 09:00 Europe/Berlin" in text
    assert "**Transformers** · 🟨 medium · single · `q-1`" in text
    assert "Why divide by √dₖ, when" in text
    assert "Statement number" not in text
    assert "may alter it. 12 questions of the bank fit, 5 of them new here;" in text


def test_a_preview_says_what_comes_again_and_what_a_weekend_may_bring():
    saturday, tuesday = date(2026, 6, 6), date(2026, 6, 2)
    again = coming(saturday, revisit=True, reused=True)

    def shown(*posts, **changes):
        return text_of(pages.foretold(preview_of(*posts, **changes), TITLES))

    assert "Asked again, because many missed it this week." in shown(again)
    assert "Or what the group has missed most by then" in shown(coming(saturday))
    assert "Or what" not in shown(coming(saturday), rhythm=False)
    assert "Asked here before." in shown(coming(tuesday, reused=True))


def test_a_preview_without_posts_says_why():
    stopped = preview_of(paused_at=NEXT, next_at=None, next_day=None)

    assert "It is paused, so nothing is to come." in text_of(pages.foretold(stopped, TITLES))
    assert "No question of the bank fits" in text_of(pages.foretold(preview_of(), TITLES))


def test_a_track_that_is_used_up_says_so():
    track = Track("t", "Steps", "", ("a", "b"))
    used_up = Preview(schedule(track="t"), [], 2, 0, [coming(date(2026, 6, 2))], track)

    text = text_of(pages.foretold(used_up, TITLES))

    assert "track Steps" in text
    assert "2 questions of this track may be asked; all were asked here, so the oldest" in text


def test_ten_posts_fit_on_the_page():
    posts = [coming(date(2026, 6, day)) for day in range(1, 11)]

    assert text_of(pages.foretold(preview_of(*posts), TITLES)).count("`q-1`") == 10


# ------------------------------------------------------------------------------- options


def test_options_become_fields_and_those_left_out_stay_out():
    given = read_options(
        KNOWN, time="9 pm", zone="europe/berlin", weekdays="weekends", topics="Statistics",
        easiest=2, hardest=None, window="90m", style="buttons", thread=None,
        ping=SimpleNamespace(id=9), name=" morning ", channel=SimpleNamespace(id=20),
    )  # fmt: skip

    assert given == {
        "minute": 21 * 60,
        "zone": "Europe/Berlin",
        "weekdays": 0b1100000,
        "topics": ("statistics",),
        "min_difficulty": 2,
        "window": timedelta(minutes=90),
        "style": AnswerStyle.BUTTONS,
        "ping_role_id": 9,
        "name": "morning",
        "channel_id": 20,
    }


def test_a_thread_policy_is_read():
    assert read_options(KNOWN, thread="never") == {"thread": ThreadPolicy.NEVER}


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"track": "large MODELS"}, {"track": "llm"}),
        ({"track": "none"}, {"track": ""}),
        ({"level": "staff"}, {"level": "staff"}),
        ({"level": "any"}, {"level": ""}),
        ({"language": "EN"}, {"language": "en"}),
        ({"language": "any"}, {"language": ""}),
        ({"rhythm": False}, {"rhythm": False}),
    ],
)
def test_what_narrows_the_choice_can_be_set_and_cleared(given, fields):
    assert read_options(KNOWN, **given) == fields


@pytest.mark.parametrize(
    "given",
    [
        {"time": "25:00"},
        {"zone": "Mars/Base"},
        {"weekdays": "someday"},
        {"window": "90"},
        {"topics": "cooking"},
        {"track": "cooking"},
        {"language": "fr"},
    ],
)
def test_what_cannot_be_read_is_refused(given):
    with pytest.raises(Unreadable):
        read_options(KNOWN, **given)


def test_a_span_the_wrong_way_round_is_refused():
    with pytest.raises(UserError, match=r"\(4\) is above the hardest \(2\)"):
        check_span(
            Draft(guild_id=1, channel_id=2, created_by=3, min_difficulty=4, max_difficulty=2)
        )


def test_what_discord_shows_under_options_fits():
    assert all(0 < len(text) <= 100 for text in ABOUT.values())
