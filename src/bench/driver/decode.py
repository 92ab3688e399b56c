"""Decoding and resizing of JPEG files: JMH for FLSys, Pillow in this process."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from statistics import median

import jmh
from lengths import Lengths
from PIL import Image
from places import IMAGE_SIZE, PICTURES
from report import Report, judged
from rounds import note
from stats import Spread, ratios

NEEDED = 1.0
JUDGED = "1920x1080"
STEPS = {"decode": "decode", "resize": "resize", "decodeAndResize": "both"}


Times = dict[tuple[str, str], list[float]]
"""Milliseconds, by picture and step."""


def measure(lengths: Lengths, report: Report) -> None:
    """Measures in rounds of Pillow and a fresh JVM, which compiles again."""
    ours: list[Times] = []
    theirs: list[Times] = []
    for number in range(lengths.forks):
        theirs.append(_pillow(lengths.iterations))
        ours.append(_jmh(lengths.iterations))
        note(f"decode: round {number + 1} done")
    report.heading("Decode and resize")
    report.text(f"JPEG to {IMAGE_SIZE}x{IMAGE_SIZE}, one thread, milliseconds: median (least..most) of the rounds.")
    rows, verdicts = [], []
    for key in theirs[0]:
        flsys = [median(times[key]) for times in ours]
        pillow = [median(times[key]) for times in theirs]
        faster = ratios(pillow, flsys)
        picture, step = key
        name = f"{picture}: {STEPS[step]}"
        rows.append([name, Spread.of(flsys).text(2), Spread.of(pillow).text(2), faster.text(2)])
        if picture == JUDGED and step == "decodeAndResize":
            verdicts.append([name, f"{NEEDED:g}", faster.text(2), judged(faster.middle >= NEEDED)])
    report.table(["picture and step", "FLSys", "Pillow", "Pillow / FLSys"], rows)
    report.table(["figure", "needed", "measured", ""], verdicts)


def _jmh(iterations: int) -> Times:
    results = jmh.run(rf"PictureBenchmark\.({'|'.join(STEPS)})$", iterations)
    return {(result.parameters["picture"], result.method): result.scores for result in results}


def _pillow(batches: int) -> Times:
    times: Times = {}
    for path in sorted(PICTURES.glob("*.jpg")):
        for name, step in _pillow_steps(path.read_bytes()).items():
            times[path.stem, name] = [_milliseconds(step) for _ in range(batches)]
    return times


def _pillow_steps(file: bytes) -> dict[str, Callable[[], object]]:
    size = (IMAGE_SIZE, IMAGE_SIZE)
    bilinear = Image.Resampling.BILINEAR
    decoded = Image.open(io.BytesIO(file)).convert("RGB")
    return {
        "decode": lambda: Image.open(io.BytesIO(file)).convert("RGB"),
        "resize": lambda: decoded.resize(size, bilinear),
        "decodeAndResize": lambda: Image.open(io.BytesIO(file)).convert("RGB").resize(size, bilinear),
    }


def _milliseconds(step: Callable[[], object], seconds: float = 1.0) -> float:
    start = time.perf_counter()
    count = 0
    while time.perf_counter() - start < seconds:
        step()
        count += 1
    return (time.perf_counter() - start) / count * 1e3
