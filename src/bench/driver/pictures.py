"""Requests a second on ``/api/predict/``: FLSys against Flask with torch and FastAPI with onnxruntime."""

from __future__ import annotations

import json
from contextlib import ExitStack

import contenders
from lengths import Lengths
from places import BODIES, NETWORKS
from report import Report, judged
from rounds import COLUMNS, Contender, compete
from servers import Server
from stats import ratios

NEEDED = 2.0
TOLERANCE = 1e-4


def measure(lengths: Lengths, report: Report) -> None:
    with ExitStack() as stack:
        servers = [contenders.flsys(), contenders.flask_pictures(), contenders.fastapi_pictures()]
        groups = [[_contender(server, network) for server in servers] for network in NETWORKS]
        compete([contender for group in groups for contender in group], lengths, lengths.picture_turn, stack)
        away = [[_difference(ours, theirs) for theirs in others] for ours, *others in groups]
    report.heading("/api/predict/")
    report.text("A 640x427 baseline JPEG to 224 pixels; wrk, 1 thread, 16 connections; median (least..most) of rounds.")
    report.table(
        [*COLUMNS, "FLSys / it"],
        [contender.row(group[0]) for group in groups for contender in group],
    )
    rows = []
    for network, (ours, flask, _), differences in zip(NETWORKS, groups, away, strict=True):
        for figure, mine, its in (("rate", ours.rates, flask.rates), ("CPU", flask.costs, ours.costs)):
            better = ratios(mine, its)
            rows.append([f"{network}: {figure}", f"{NEEDED:g}", better.text(2), judged(better.middle >= NEEDED)])
        most = max(differences)
        same = judged(most <= TOLERANCE)
        rows.append([f"{network}: probabilities differ by at most", f"{TOLERANCE:g}", f"{most:.1e}", same])
    report.table(["figure", "needed", "measured", ""], rows)


def _contender(server: Server, network: str) -> Contender:
    return Contender(f"{server.name}, {network}", server, "/api/predict/", BODIES / f"{network}.json")


def _difference(ours: Contender, theirs: Contender) -> float:
    ours_by_label, theirs_by_label = _probabilities(ours), _probabilities(theirs)
    return max(abs(ours_by_label[label] - value) for label, value in theirs_by_label.items())


def _probabilities(contender: Contender) -> dict[str, float]:
    return {entry["label"]: entry["probability"] for entry in json.loads(contender.answer())["predictions"]}
