"""Takes the pictures for the README: `python -m tests.demo.screenshots [FOLDER]`."""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright, expect

from bot.adapters.clock import SystemClock
from bot.demo.runner import SEED, free_socket, serve
from bot.demo.stage import open_demo
from bot.settings import Settings

SCALE = 1.5
WIDE = {"width": 1080, "height": 800}
NARROW = {"width": 390, "height": 800}


async def main(folder: Path) -> None:
    """Write question.png, buttons.png, reveal.png, leaderboard.png and narrow.png."""
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
            await take(browser, url, folder)
            await browser.close()


async def take(browser, url, folder):
    page = await look(browser, url, WIDE)
    await page.get_by_role("button", name="letter A").last.click()
    await page.get_by_role("heading", name="daily-question").click()
    await page.screenshot(path=folder / "question.png")

    await page.get_by_role("button", name="senior-round").click()
    button = page.get_by_role("button", name="B", exact=True).last
    await button.click()
    await expect(page.locator("li.ephemeral")).to_be_visible()
    await page.get_by_role("heading", name="senior-round").click()
    await page.screenshot(path=folder / "buttons.png")

    await page.get_by_role("button", name="daily-question").click()
    await page.get_by_role("button", name="Close and reveal").click()
    await expect(page.locator("li.message").last).to_contain_text("reveal of round")
    await page.evaluate("document.querySelectorAll('.toast').forEach((toast) => toast.remove())")
    await page.get_by_role("heading", name="daily-question").click()
    await page.screenshot(path=folder / "reveal.png")

    await page.get_by_label("Message", exact=True).fill("/leaderboard")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Run").click()
    await expect(page.locator("li.message").last).to_contain_text("Leaderboard")
    await page.screenshot(path=folder / "leaderboard.png")

    await page.get_by_role("button", name="Next day").click()
    await expect(page.locator(".toast")).to_contain_text("next question")
    narrow = await look(browser, url, NARROW, color_scheme="dark")
    await narrow.screenshot(path=folder / "narrow.png")


async def look(browser, url, viewport, **options):
    page = await browser.new_page(viewport=viewport, device_scale_factor=SCALE, **options)
    page.set_default_timeout(10_000)
    await page.goto(url)
    await expect(page.locator("body.ready .message").last).to_be_visible()
    return page


if __name__ == "__main__":
    where = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    where.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(where))
