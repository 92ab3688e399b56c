"""
Checks docker/monitoring: the syntax of all PromQL, and that each metric and label in it is in the tables of
docs/monitoring.md. MetricsTest compares these tables with a running service. Each member of the dashboard has to be in
Grafana's own model of dashboards. Each alert has to have a test in alerts.yaml in which it fires, and one in which it
does not; promtool runs them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import promql_parser
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docker" / "monitoring"
DASHBOARD = FOLDER / "flsys-dashboard.json"
TESTS = Path(__file__).with_name("alerts.yaml")
DOCUMENT = ROOT / "docs" / "monitoring.md"

ROW = re.compile(r"^\| `([a-z_]+)` \| (counter|gauge|histogram|summary) \| ([^|]*)\|", re.MULTILINE)
SUFFIXES = {"histogram": ["_bucket", "_count", "_sum"], "summary": ["_count", "_sum"]}
ADDED_BY_PROMETHEUS = {"job", "instance"}
SEVERITIES = {"critical", "warning"}
GRAFANA = {"$__rate_interval": "5m", "$instance": ".*"}


def documented() -> dict[str, set[str]]:
    """The labels of each name that a query may use."""
    names: dict[str, set[str]] = {"up": set()}
    for name, kind, labels in ROW.findall(DOCUMENT.read_text(encoding="utf-8")):
        own = set(re.findall(r"`(\w+)`", labels))
        for suffix in SUFFIXES.get(kind, [""]):
            names[name + suffix] = own | ({"le"} if suffix == "_bucket" else set())
    return names


def rules(faults: list[str]) -> Iterator[tuple[str, str]]:
    text = (FOLDER / "flsys-alerts.yaml").read_text(encoding="utf-8")
    seen: set[str] = set()
    for group in yaml.safe_load(text)["groups"]:
        for rule in group["rules"]:
            name = rule["alert"]
            if name in seen:
                faults.append(f"{name} is there twice")
            seen.add(name)
            if rule["labels"].get("severity") not in SEVERITIES:
                faults.append(f"{name} has no severity of {sorted(SEVERITIES)}")
            if not {"summary", "description"} <= rule["annotations"].keys():
                faults.append(f"{name} lacks a summary or a description")
            if set(rule) - {"alert", "expr", "for", "labels", "annotations"}:
                faults.append(f"{name} has unknown keys")
            yield name, rule["expr"]
    listed = set(re.findall(r"^\| `(Flsys\w+)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    if listed != seen:
        faults.append(f"docs/monitoring.md and the alerts differ in {sorted(listed ^ seen)}")
    tests = [
        one for each in yaml.safe_load(TESTS.read_text(encoding="utf-8"))["tests"] for one in each["alert_rule_test"]
    ]
    for what, fires in (("fires", True), ("does not fire", False)):
        tested = {one["alertname"] for one in tests if bool(one.get("exp_alerts")) == fires}
        if tested != seen:
            faults.append(f"the alerts and their tests in which one {what} differ in {sorted(tested ^ seen)}")


def panels(faults: list[str]) -> Iterator[tuple[str, str]]:
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    ids = [panel["id"] for panel in dashboard["panels"]]
    if len(ids) != len(set(ids)):
        faults.append("two panels have the same id")
    taken: set[tuple[int, int]] = set()
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        if taken & cells or place["x"] + place["w"] > 24:
            faults.append(f"the panel {panel['title']} covers another one, or is too wide")
        taken |= cells
        for target in panel.get("targets", []):
            yield f"panel {panel['title']}", target["expr"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            query = re.fullmatch(r"label_values\((.*), (\w+)\)", variable["query"]["query"])
            if query is None:
                faults.append(f"variable {variable['name']} is no label_values")
            else:
                yield f"variable {variable['name']}", query.group(1)


def unknown_members(written: object, read: object, where: str) -> Iterator[str]:
    """The members of a JSON value that Grafana's model of it does not have, or reads in another way."""
    if isinstance(written, dict) and isinstance(read, dict):
        for name, value in written.items():
            if name in read:
                yield from unknown_members(value, read[name], f"{where}.{name}")
            else:
                yield f"{where}.{name} is unknown to Grafana"
    elif isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        for index, (one, other) in enumerate(zip(written, read, strict=True)):
            yield from unknown_members(one, other, f"{where}[{index}]")
    elif written != read:
        yield f"{where} is {written!r}, and Grafana reads {read!r}"


def model_faults() -> list[str]:
    register_default_plugins()
    written = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    read = json.loads(JSONEncoder().encode(Dashboard.from_json(written)))
    return list(unknown_members(written, read, "dashboard"))


def expressions(node: object) -> Iterator[promql_parser.VectorSelector]:
    """All selectors below ``node``."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node
    for part in ("expr", "lhs", "rhs", "vector_selector", "param"):
        below = getattr(node, part, None)
        if below is not None and not isinstance(below, str | float):
            yield from expressions(below)
    arguments = getattr(node, "args", None)
    for argument in arguments if isinstance(arguments, list) else []:
        yield from expressions(argument)


def check(where: str, text: str, names: dict[str, set[str]], faults: list[str]) -> int:
    """Checks a query, adds its faults, and returns the number of its metrics."""
    for variable, value in GRAFANA.items():
        text = text.replace(variable, value)
    try:
        parsed = promql_parser.parse(text)
    except ValueError as wrong:
        faults.append(f"{where}: {wrong}")
        return 0
    found = 0
    for selector in expressions(parsed):
        found += 1
        if selector.name not in names:
            faults.append(f"{where}: no metric {selector.name} in docs/monitoring.md")
            continue
        known = names[selector.name] | ADDED_BY_PROMETHEUS
        used = {matcher.name for matcher in selector.matchers.matchers}
        if used - known:
            faults.append(f"{where}: {selector.name} has no label {sorted(used - known)}")
        if "job" not in used:
            faults.append(f"{where}: {selector.name} is not limited to one job")
    written = set(re.findall(r"\b(?:flsys|http|jvm|process)_\w+", text))
    if found < len(written):
        faults.append(f"{where}: {len(written)} metrics are written, {found} were found")
    return found


def main() -> int:
    names = documented()
    faults = model_faults()
    queries = 0
    for where, text in [*rules(faults), *panels(faults)]:
        queries += 1
        if check(where, text, names, faults) == 0 and not faults:
            faults.append(f"{where}: no metric in {text}")
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"The {queries} queries of docker/monitoring use {len(names)} documented names only")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
