"""``src/bench/run``: see ``src/bench/README.md``."""

from __future__ import annotations

import argparse

import build
import decode
import pictures
import pictures_memory
import predict
import project
import queue_of_requests
import swaps
from lengths import FULL, QUICK
from report import Report, machine

PARTS = ["predict", "pictures", "decode", "queue", "swaps", "memory", "pss"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="src/bench/run", description="Measures FLSys against its peers.")
    parser.add_argument("--quick", action="store_true", help="short turns: a trial, not a result")
    parser.add_argument("--no-build", action="store_true", help="take the build of the last run")
    parser.add_argument("--only", action="append", choices=PARTS, default=[], help="one part; may be repeated")
    parser.add_argument("--servers", default="", help="of the part predict: names between commas")
    arguments = parser.parse_args()
    lengths = QUICK if arguments.quick else FULL
    parts = arguments.only or PARTS

    if not arguments.no_build:
        build.package()
    project.make()
    report = Report()
    report.text("# Results" + (" of a short trial" if arguments.quick else ""))
    report.text(machine())
    if "predict" in parts:
        predict.measure(lengths, report, {name.strip() for name in arguments.servers.split(",")} - {""})
    if "pictures" in parts:
        pictures.measure(lengths, report)
    if "decode" in parts:
        decode.measure(lengths, report)
    if "queue" in parts:
        queue_of_requests.measure(lengths, report)
    if "swaps" in parts:
        swaps.measure(lengths, report)
    if "memory" in parts:
        swaps.measure_memory(lengths, report)
    if "pss" in parts:
        pictures_memory.measure(lengths, report)


if __name__ == "__main__":
    main()
