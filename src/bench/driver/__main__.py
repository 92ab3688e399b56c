"""``src/bench/run``: see ``src/bench/README.md``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial

import build
import console
import decode
import growth
import infer
import pictures
import pictures_memory
import predict
import project
import queue_of_requests
import shutdown
import simulations
import start
import swaps
import warm_up
import weights
from console import views
from lengths import FULL, QUICK, Lengths
from report import Report, machine
from simulations import crowd

Part = Callable[[Lengths, Report], None]


def parts(servers: set[str]) -> dict[str, Part]:
    """All parts by name, in the order in which they run.

    :param servers: the servers of the part ``predict``; empty for all
    """
    return {
        "predict": partial(predict.measure, wanted=servers),
        "infer": infer.measure,
        "pictures": pictures.measure,
        "decode": decode.measure,
        "queue": queue_of_requests.measure,
        "swaps": swaps.measure,
        "weights": weights.measure,
        "memory": swaps.measure_memory,
        "pss": pictures_memory.measure,
        "simulations": simulations.measure,
        "crowd": crowd.measure,
        "start": start.measure,
        "warm-up": warm_up.measure,
        "console": console.measure,
        "views": views.measure,
        "shutdown": shutdown.measure,
        "growth": growth.measure,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="src/bench/run", description="Measures FLSys against its peers.")
    parser.add_argument("--quick", action="store_true", help="short turns: a trial, not a result")
    parser.add_argument("--no-build", action="store_true", help="take the build of the last run")
    parser.add_argument("--only", action="append", choices=parts(set()), default=[], help="one part; may be repeated")
    parser.add_argument("--servers", default="", help="of the part predict: names between commas")
    arguments = parser.parse_args()
    lengths = QUICK if arguments.quick else FULL
    known = parts({name.strip() for name in arguments.servers.split(",")} - {""})

    if not arguments.no_build:
        build.package()
        if not arguments.only or {"start", "warm-up"} & set(arguments.only):
            build.package_for_cache()
    project.make()
    report = Report()
    report.text("# Results" + (" of a short trial" if arguments.quick else ""))
    report.text(machine())
    for name, measure in known.items():
        if not arguments.only or name in arguments.only:
            measure(lengths, report)


if __name__ == "__main__":
    main()
