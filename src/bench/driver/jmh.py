"""The JMH benchmarks of ``src/bench/jmh``."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass

from build import java
from places import PICTURES, WORK


@dataclass(frozen=True)
class Result:
    """The scores of one benchmark with one set of parameters, one for each iteration, in the unit of its class."""

    method: str
    parameters: dict[str, str]
    scores: list[float]


def run(benchmarks: str, iterations: int) -> list[Result]:
    """Runs the benchmarks that match a regular expression, each in a fresh JVM. JMH's output goes to a log."""
    output = WORK / "jmh.json"
    arguments = [benchmarks, "-f", "1", "-wi", "3", "-w", "2s", "-i", str(iterations), "-r", "2s"]
    arguments += ["-rf", "json", "-rff", str(output), "-jvmArgsAppend", f"-Dpictures.dir={PICTURES}"]
    with (WORK / "jmh.txt").open("ab") as log:
        subprocess.run(java("org.openjdk.jmh.Main", arguments), check=True, stdout=log, stderr=subprocess.STDOUT)
    return [
        Result(result["benchmark"].rsplit(".", 1)[1], result.get("params", {}), result["primaryMetric"]["rawData"][0])
        for result in json.loads(output.read_text(encoding="utf-8"))
    ]
