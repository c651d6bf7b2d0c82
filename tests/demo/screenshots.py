"""Takes the pictures for the README: `python -m tests.demo.screenshots [FOLDER]`."""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.async_api import async_playwright, expect

from bot.adapters.clock import SystemClock
from bot.demo.runner import SEED, free_socket, serve
from bot.demo.stage import open_demo
from bot.settings import Settings

SCALE = 1.25
MOST_DAYS = 15
QUIZ = 40_000
"""Milliseconds that a step of a quiz may take."""
WIDE = {"width": 1080, "height": 780}
TALL = {"width": 1080, "height": 1020}


async def main(folder: Path) -> None:
    """Write leaderboard, profile, season, question, reveal, quiz and podium, each as .png."""
    with tempfile.TemporaryDirectory() as home:
        async with (
            open_demo(
                Settings(_env_file=None), Path(home), SystemClock(), random.Random(SEED)
            ) as demo,
            serve(demo, free_socket(0)) as url,
            async_playwright() as playwright,
        ):
            names = ("chromium", "chromium-browser", "google-chrome")
            browser = await playwright.chromium.launch(
                executable_path=next(filter(None, map(shutil.which, names)), None),
                args=["--no-sandbox"],
            )
            await take(browser, url, folder, demo)
            await browser.close()


async def take(browser, url, folder, demo):
    page = await look(browser, url, WIDE)
    await standings(page, folder)

    await days_until(page, "daily-question", "Your latest one counts")
    await half_an_hour(demo)
    await page.get_by_role("button", name="letter A").last.click()
    await expect(page.get_by_role("button", name="letter A").last).to_have_class("reaction mine")
    await shoot(page, folder / "question.png")

    await page.get_by_role("button", name="Close and reveal").click()
    await expect(page.locator("li.message").last).to_contain_text("reveal of round")
    await page.set_viewport_size(TALL)
    await shoot(page, folder / "reveal.png")
    await page.set_viewport_size(WIDE)

    going_on = asyncio.create_task(demo.director.look_after())
    await play_a_quiz(page, folder)
    going_on.cancel()


async def standings(page, folder):
    """Show who leads, how a member does, and how the past season ended."""
    newest = page.locator("li.message").last
    await run(page, "/leaderboard")
    await expect(newest).to_contain_text("Leaderboard")
    await shoot(page, folder / "leaderboard.png")

    await run(page, "/stats")
    await expect(newest.get_by_role("img")).to_be_visible()
    await page.set_viewport_size(TALL)
    await shoot_only(newest.locator(".media"), folder / "profile.png")

    await page.get_by_role("navigation").get_by_role("button", name="general").click()
    recap = page.locator("li.message").filter(has_text="is over")
    await expect(recap.get_by_role("img")).to_be_visible()
    await shoot_only(recap.locator(".container"), folder / "season.png")
    await page.set_viewport_size(WIDE)


async def play_a_quiz(page, folder):
    """Play a question of a quiz with the simulated members, in real time."""
    await page.get_by_role("navigation").get_by_role("button", name="quiz-night").click()
    await expect(page.get_by_role("heading", name="quiz-night")).to_be_visible()
    await run(page, "/quiz start")
    newest = page.locator("li.message:not(.ephemeral)").last
    await expect(newest).to_contain_text(re.compile(r"In \([5-7]\)"), timeout=QUIZ)
    await page.get_by_role("button", name="Start now").click()
    await expect(newest).to_contain_text("Question 1 of 10", timeout=QUIZ)
    await expect(newest).to_contain_text(re.compile("[3-6] of [4-7] have answered"), timeout=QUIZ)
    await shoot(page, folder / "quiz.png")
    await expect(newest).to_contain_text("Standings", timeout=QUIZ)
    await run(page, "/quiz stop")
    await expect(newest).to_contain_text("end of quiz", timeout=QUIZ)
    await page.set_viewport_size(TALL)
    await shoot(page, folder / "podium.png")
    await page.set_viewport_size(WIDE)


async def run(page, command):
    await page.get_by_label("Message", exact=True).fill(command)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Run", exact=True).click()


async def days_until(page, channel, text):
    """Let days pass until the newest message of a channel says something."""
    await page.get_by_role("navigation").get_by_role("button", name=channel).click()
    await expect(page.get_by_role("heading", name=channel)).to_be_visible()
    newest = page.locator("li.message:not(.ephemeral)").last
    for _ in range(MOST_DAYS):
        if text in await newest.text_content():
            return
        before = await newest.get_attribute("id")
        await page.get_by_role("button", name="Next day").click()
        await expect(newest).not_to_have_id(before)
        await expect(newest).not_to_contain_text("reveal of round")
    raise SystemExit(f"No question in #{channel} says {text!r} within {MOST_DAYS} days.")


async def half_an_hour(demo):
    """Let the first members answer."""
    async with demo.world.turn():
        await demo.director.pass_time(demo.world.clock.now() + timedelta(minutes=30))


async def shoot(page, path):
    await page.evaluate("document.querySelectorAll('.toast').forEach((toast) => toast.remove())")
    await page.mouse.move(0, 0)
    await page.evaluate("document.activeElement.blur()")
    await page.screenshot(path=path)


async def shoot_only(part, path):
    await part.scroll_into_view_if_needed()
    await part.screenshot(path=path)


async def look(browser, url, viewport, **options):
    page = await browser.new_page(viewport=viewport, device_scale_factor=SCALE, **options)
    page.set_default_timeout(10_000)
    await page.goto(url)
    await expect(page.locator("body.ready .message").last).to_be_visible()
    return page


if __name__ == "__main__":
    where = Path(sys.argv[1] if len(sys.argv) > 1 else ".github/screenshots")
    where.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(where))
