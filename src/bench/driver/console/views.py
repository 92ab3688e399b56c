"""Each view of the console with many models and runs: requests, time to the first content, and tasks of the page."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote

import contenders
from large_project import link_models, made_project, run_id, store_run
from lengths import Lengths
from places import WORK
from playwright.sync_api import Browser, Request
from report import Report, judged
from rounds import note
from servers import Server
from stats import Spread

from console.chromium import Seen, WatchedPage, chromium

FOLDER = WORK / "views"
MODELS, RUNS, COMPARED = 300, 2_000, 20
REQUESTS_NEEDED = 5
CONTENT_NEEDED = 1.0
"""Seconds."""
TASK_NEEDED = 200.0
"""Milliseconds."""
WHEEL_SECONDS, WHEEL_PAUSE, WHEEL_PIXELS = 1.5, 0.03, 600
SETTLE_SECONDS = 0.5

TYPED = "7"
TYPE_PAUSE_MILLIS = 80

COMPARED_RUNS = "&".join(f"models=simulation+{run_id(number)}" for number in range(COMPARED))
VIEWS = {
    "predict": ("predict", "predict-view [type=checkbox] >> nth=200", "predict-view [type=search]"),
    "models": ("models", "models-view li >> nth=200", "models-view [type=search]"),
    "evaluate": ("evaluate", "evaluations-view [type=checkbox] >> nth=200", "evaluations-view [type=search]"),
    "simulate": ("simulate", "simulation-list li >> nth=49", None),
    "one run": (f"simulate/{run_id(RUNS - 1)}", "simulation-view [data-state]", None),
    "runs": ("runs", "run-rows tbody tr >> nth=49", "runs-view [type=search]"),
    "experiments": ("experiments", "experiments-view h1", None),
    f"training, {COMPARED} runs": (f"training?{COMPARED_RUNS}", f"run-comparison tbody tr >> nth={COMPARED - 1}", None),
}
"""By name: the address, a part of its content that comes last, and its search field."""

FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


@dataclass(frozen=True)
class Visit:
    """The figures of one visit.

    :param requests: to the API, until the content is there
    :param paint: seconds from the start of the navigation to the first contentful paint
    :param content: seconds until the content is there
    :param load: the tasks meanwhile
    :param use: the tasks while a reader scrolls and types
    """

    requests: int
    paint: float
    content: float
    load: Seen
    use: Seen


def measure(lengths: Lengths, report: Report) -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    project = made_project(FOLDER)
    link_models(project, MODELS)
    for number in range(RUNS):
        (store_run(project, number) / "log.ndjson").write_text("", encoding="utf-8")
    settings = {"FLOWER_PROJECT_DIR": str(project), "SIMULATION_KEEP_RUNS": str(10 * RUNS)}
    visits: dict[str, list[Visit]] = {name: [] for name in VIEWS}
    with contenders.flsys(settings=settings) as service, chromium() as browser:
        # The first round is for the service's JIT and is not counted.
        for number in range(lengths.console_rounds + 1):
            for name in VIEWS:
                visit = _visit(service, browser, name)
                note(f"views: round {number}: {name}: {visit}")
                if number > 0:
                    visits[name].append(visit)
    shutil.rmtree(FOLDER, ignore_errors=True)
    _print(report, visits)


def _print(report: Report, visits: dict[str, list[Visit]]) -> None:
    report.heading("Views of the console")
    report.text(
        f"{MODELS:,} models and {RUNS:,} runs, headless Chromium with an empty cache for each visit. Seconds from the start "
        "of the navigation; a long task is one over 50 ms, 0 means none. `use` is scrolling, and typing into the search "
        "field if there is one. Median (least..most) of the visits."
    )
    rows = []
    for name, each in visits.items():
        rows.append(
            [
                name,
                Spread.of([visit.requests for visit in each]).text(0),
                Spread.of([visit.paint for visit in each]).text(2),
                Spread.of([visit.content for visit in each]).text(2),
                Spread.of([visit.load.longest_task for visit in each]).text(0),
                Spread.of([visit.use.longest_task for visit in each]).text(0),
            ]
        )
    report.table(
        ["view", "requests", "first paint, s", "content, s", "longest task, ms", "longest task of use, ms"], rows
    )
    everything = [visit for each in visits.values() for visit in each]
    requests = max(visit.requests for visit in everything)
    content = max(median(visit.content for visit in each) for each in visits.values())
    task = max(max(visit.load.longest_task, visit.use.longest_task) for visit in everything)
    report.table(
        ["figure", "needed", "measured", ""],
        [
            [
                "requests of a view, the most",
                f"{REQUESTS_NEEDED} at most",
                f"{requests}",
                judged(requests <= REQUESTS_NEEDED),
            ],
            [
                "content, s, the slowest median",
                f"{CONTENT_NEEDED:g} at most",
                f"{content:.2f}",
                judged(content <= CONTENT_NEEDED),
            ],
            ["longest task of all, ms", f"{TASK_NEEDED:g} at most", f"{task:.0f}", judged(task <= TASK_NEEDED)],
        ],
    )


def _visit(service: Server, browser: Browser, name: str) -> Visit:
    address, part, search = VIEWS[name]
    watched = WatchedPage(browser, f"view-{quote(name)}")
    page = watched.page
    requests: list[str] = []

    def count(request: Request) -> None:
        if "/api/" in request.url:
            requests.append(request.url)

    page.on("request", count)
    try:
        page.goto(service.url(f"/#/{address}"), wait_until="commit")
        page.wait_for_selector(part, state="attached")
        content = float(page.evaluate("performance.now()")) / 1000
        time.sleep(SETTLE_SECONDS)
        load = watched.end("shown")
        needed = len(requests)
        paint = float(page.evaluate(FIRST_PAINT)) / 1000
        watched.begin()
        end = time.monotonic() + WHEEL_SECONDS
        while time.monotonic() < end:
            page.mouse.move(640, 700)
            page.mouse.wheel(0, WHEEL_PIXELS)
            time.sleep(WHEEL_PAUSE)
        if search:
            page.locator(search).first.press_sequentially(TYPED * 2, delay=TYPE_PAUSE_MILLIS)
            time.sleep(SETTLE_SECONDS)
        use = watched.end("used")
        if watched.complaints:
            raise RuntimeError(f"{name}: {watched.complaints}")
    finally:
        watched.close()
    return Visit(needed, paint, content, load, use)
