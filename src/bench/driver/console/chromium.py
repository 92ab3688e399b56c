"""A watched page of the machine's Chromium: how long it does not respond."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from places import WORK
from playwright.sync_api import Browser, Page, sync_playwright

WATCH = Path(__file__).with_name("watch.js")
PICTURES = WORK / "console"
"""Screenshots at the end of each phase."""
SIZE = {"width": 1280, "height": 1000}
NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MILLIS = 60_000
LONG_TASK = 50.0
"""Milliseconds, as browsers define it."""


def executable() -> str:
    """``CHROMIUM`` of the environment, or the first of ``PATH``."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    raise RuntimeError("There is no Chromium: install it, or set CHROMIUM to its executable.")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Containers allow no user namespaces.
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True)
class Seen:
    """The figures of a page in a phase.

    :param long_tasks: number of tasks longer than :data:`LONG_TASK`
    :param longest_task: milliseconds; 0 if there was no long task
    :param longest_gap: milliseconds between two frames
    """

    seconds: float
    long_tasks: int
    longest_task: float
    longest_gap: float


class WatchedPage:
    """The page of a new visitor."""

    def __init__(self, browser: Browser, name: str) -> None:
        context = browser.new_context(locale="en-US", viewport=SIZE)
        context.set_default_timeout(PATIENCE_MILLIS)
        context.add_init_script(path=WATCH)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self._debugger = context.new_cdp_session(self.page)
        self._name = name
        PICTURES.mkdir(parents=True, exist_ok=True)

    def close(self) -> None:
        self.page.context.close()

    def begin(self) -> None:
        self.page.evaluate("watch.begin()")

    def end(self, phase: str) -> Seen:
        seen: dict[str, Any] = self.page.evaluate("watch.end()")
        picture = f"{self._name}-{phase}.png".replace(",", "").replace(" ", "-")
        self.page.screenshot(path=PICTURES / picture)
        tasks, gaps = seen["tasks"], seen["gaps"]
        return Seen(seen["millis"] / 1000, len(tasks), max(tasks, default=0.0), max(gaps, default=0.0))

    def frames(self, count: int = 2) -> None:
        """Waits until ``count`` frames were drawn."""
        self.page.evaluate("count => watch.frames(count)", count)

    def heap_mb(self) -> float:
        """MiB of the page's JavaScript heap after a collection."""
        self._debugger.send("HeapProfiler.collectGarbage")
        used: float = self._debugger.send("Runtime.getHeapUsage")["usedSize"]
        return used / 2**20
