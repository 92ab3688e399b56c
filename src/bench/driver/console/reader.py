"""The actions of a reader of a long log, phase by phase."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import ElementHandle, Locator, expect
from servers import Server

from console.chromium import PATIENCE_MILLIS, SIZE, Seen, WatchedPage

WHEEL_SECONDS, WHEEL_PAUSE = 2, 0.03
"""Seconds up, and the same down."""
WHEEL_PIXELS = 400
NEAR_END, STEPS, LARGEST_STEP = 0.9985, 60, 60
"""Share of the scroll height, turns of the wheel, and lines: two turns that coincide pass 42 rows."""
PAGES = 40
GLIDE_SECONDS = 0.5
PLACES = 50
MATCHES = 50
SIZES = ((900, 700), (1600, 1000), (SIZE["width"], SIZE["height"]))
SEED = 11

# The view draws only the rows that it needs. If one is missing, the rows do not cover the view.
COVERED = """view => {
  const seen = view.renderRoot.querySelector(".scroll").getBoundingClientRect();
  const rows = [...view.renderRoot.querySelectorAll(".row")].filter((row) => !row.hidden && row.textContent !== "");
  const boxes = rows.map((row) => row.getBoundingClientRect());
  const above = Math.min(...boxes.map((box) => box.top)) - seen.top;
  const below = seen.bottom - Math.max(...boxes.map((box) => box.bottom));
  return above <= 1 && below <= 1;
}"""
LAST_SEEN = """([view, text]) => {
  const seen = view.renderRoot.querySelector(".scroll").getBoundingClientRect();
  const rows = [...view.renderRoot.querySelectorAll(".row")].filter((row) => !row.hidden);
  const last = rows[rows.length - 1];
  return last?.textContent.includes(text) && last.getBoundingClientRect().bottom <= seen.bottom + 1;
}"""
# Every line contains its number.
IN_ORDER = """view => {
  const { buffer } = view;
  for (let line = buffer.first; line < buffer.end; line++) {
    if (!buffer.text(line).includes(String(line).padStart(9, "0"))) {
      return line;
    }
  }
  return -1;
}"""
FIRST_DRAWN = """view => Number(view.renderRoot.querySelector(".row").dataset.line)"""
TO_PLACE = """([view, share]) => {
  const scroller = view.renderRoot.querySelector(".scroll");
  scroller.scrollTop = share * (scroller.scrollHeight - scroller.clientHeight);
}"""

PLANTED_MILLIS = 250
# A timer's task, because an evaluation by the debugger does not count as a task of the page.
PLANTED = """millis => new Promise((resolve) => setTimeout(() => {
  for (const end = performance.now() + millis; performance.now() < end; ) {
  }
  resolve();
}))"""


class Reader:
    """One visit. Starts a log of ``count`` lines that ends with ``last``, follows it, scrolls and searches."""

    def __init__(self, watched: WatchedPage, service: Server, count: int, last: str) -> None:
        self._watched = watched
        self._page = watched.page
        self._count = count
        self._last = last
        self._random = random.Random(SEED)
        self.seen: dict[str, Seen] = {}
        self._page.goto(service.url("/#/simulate"))

    def start(self) -> str:
        """Fills in the form, starts, and follows to the last line. Returns the simulation's id."""
        for index, (name, value) in enumerate((("run", "mixed"), ("count", str(self._count)))):
            self._page.get_by_role("button", name="Add a parameter").click()
            self._page.locator(f"#name-{index}").fill(name)
            self._page.locator(f"#value-{index}").fill(value)
        with self._phase("follow"):
            self._page.get_by_role("button", name="Start", exact=True).click()
            self._until_last()
        self._check()
        return self._page.url.rsplit("/", 1)[1]

    def reload(self) -> None:
        """Reloads, so that the whole log is sent again. In the middle, the reader scrolls up and then follows again."""
        self._page.reload(wait_until="commit")
        with self._phase("reload"):
            self._page.wait_for_function("([view, half]) => view.buffer.end > half", arg=[self._view(), self._count / 2])
            self._over_log()
            self._page.mouse.wheel(0, -300)
            self._expect_following("false")
            self._button("Follow new lines").click()
            self._until_last()
        self._check()

    def look_around(self) -> None:
        with self._phase("wheel"):
            self._over_log()
            self._wheel(-1)
            self._wheel(1)
        with self._phase("wheel near the end"):
            self._page.evaluate(TO_PLACE, [self._view(), NEAR_END])
            self._watched.frames()
            self._wheel_to_the_end()
        with self._phase("pages"):
            self._page.locator("log-view .scroll").focus()
            self._page.keyboard.press("Home")
            for _ in range(PAGES):
                self._page.keyboard.press("PageDown")
                self._watched.frames()
            self._page.keyboard.press("End")
            self._until_last()
            # While the view still scrolls smoothly, a key only changes its target.
            time.sleep(GLIDE_SECONDS)
            self._page.keyboard.press("ArrowUp")
            self._expect_following("false")
        with self._phase("50 places"):
            for _ in range(PLACES):
                self._page.evaluate(TO_PLACE, [self._view(), self._random.random()])
                self._drawn()
        with self._phase("wrap off and on"):
            for pressed in ("false", "true"):
                self._button("Wrap long lines").click()
                expect(self._button("Wrap long lines")).to_have_attribute("aria-pressed", pressed)
                self._drawn()
        with self._phase("three sizes"):
            for width, height in SIZES:
                self._page.set_viewport_size({"width": width, "height": height})
                self._drawn()

    def search(self, rare: str, rare_lines: int, common: str, common_lines: int) -> None:
        with self._phase("search, rare"):
            self._type(rare)
            self._place(f"{rare_lines}")
            self._step(rare_lines, rare_lines)
        with self._phase("search, common"):
            self._type(common)
            self._place(f"{common_lines:,}")
        with self._phase("50 matches"):
            self._page.evaluate(TO_PLACE, [self._view(), 0])
            self._watched.frames()
            self._step(MATCHES, common_lines)

    def very_long_lines(self, word: str, lines: int) -> None:
        """Goes to each of them and scrolls in the last one, with all matches marked."""
        with self._phase("very long lines"):
            self._type(word)
            self._place(f"{lines}")
            self._step(lines, lines)
            self._over_log()
            self._wheel(1)
            self._button("Wrap long lines").click()
            self._step(lines, lines)
            self._button("Wrap long lines").click()

    def planted(self) -> Seen:
        """A phase in which the page is kept busy on purpose."""
        with self._phase("planted"):
            self._page.evaluate(PLANTED, PLANTED_MILLIS)
            self._watched.frames()
        return self.seen.pop("planted")

    def _type(self, query: str) -> None:
        field = self._page.get_by_role("searchbox")
        field.fill("")
        field.press_sequentially(query, delay=60)

    def _place(self, text: str | re.Pattern[str]) -> None:
        """Waits for the text beside the search field, which is dots while the search runs."""
        expect(self._page.locator("log-view .place")).to_have_text(text, timeout=PATIENCE_MILLIS)

    def _step(self, steps: int, matches: int) -> None:
        for _ in range(steps):
            self._page.get_by_role("searchbox").press("Enter")
            self._watched.frames()
        expect(self._page.locator("log-view mark.current").first).to_be_visible()
        self._place(re.compile(rf"^\s*[\d,]+ / {matches:,}\s*$"))

    def _wheel(self, direction: int) -> None:
        end = time.monotonic() + WHEEL_SECONDS
        while time.monotonic() < end:
            self._page.mouse.wheel(0, direction * WHEEL_PIXELS)
            time.sleep(WHEEL_PAUSE)

    def _wheel_to_the_end(self) -> None:
        """Turns the wheel to the end and checks that no lines are skipped."""
        line = self._first_drawn()
        for _ in range(STEPS):
            self._page.mouse.wheel(0, WHEEL_PIXELS)
            self._watched.frames()
            now = self._first_drawn()
            if now - line > LARGEST_STEP:
                raise RuntimeError(f"The wheel jumped from line {line} to {now}")
            line = now
        self._until_last()

    def _first_drawn(self) -> int:
        line: int = self._page.locator("log-view").evaluate(FIRST_DRAWN)
        return line

    def _expect_following(self, pressed: str) -> None:
        expect(self._button("Follow new lines")).to_have_attribute("aria-pressed", pressed)

    def _over_log(self) -> None:
        self._page.locator("log-view .scroll").hover()

    def _button(self, name: str) -> Locator:
        return self._page.locator("log-view").get_by_role("button", name=name)

    def _view(self) -> ElementHandle:
        return self._page.locator("log-view").element_handle()

    def _until_last(self) -> None:
        self._page.wait_for_function(LAST_SEEN, arg=[self._view(), self._last])
        self._expect_following("true")

    def _drawn(self) -> None:
        """Checks that rows cover the whole view after two frames."""
        self._watched.frames()
        if not self._page.locator("log-view").evaluate(COVERED):
            raise RuntimeError("A part of the log is not drawn")

    def _check(self) -> None:
        wrong = self._page.locator("log-view").evaluate(IN_ORDER)
        lines = self._page.locator("log-view").evaluate("view => view.buffer.lastNumber")
        if wrong >= 0 or lines != self._count:
            raise RuntimeError(f"{lines} lines of {self._count}, the first wrong one is {wrong}")

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        self._watched.begin()
        yield
        self.seen[name] = self._watched.end(name)
        if self._watched.complaints:
            raise RuntimeError(f"{name}: {self._watched.complaints}")
