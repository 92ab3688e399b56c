"""Requests a second on ``/api/predict/``: FLSys against Flask with torch, for three networks."""

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
        service, reference = contenders.flsys(), contenders.flask_pictures()
        pairs = [(_contender(service, network), _contender(reference, network)) for network in NETWORKS]
        compete([contender for pair in pairs for contender in pair], lengths, lengths.picture_turn, stack)
        away = [_difference(*pair) for pair in pairs]
    report.heading("/api/predict/")
    report.text("A 640x427 baseline JPEG to 224 pixels; wrk, 1 thread, 16 connections; median (least..most) of rounds.")
    report.table(
        [*COLUMNS, "FLSys / it"],
        [contender.row(pair[0]) for pair in pairs for contender in pair],
    )
    rows = []
    for network, (ours, theirs), difference in zip(NETWORKS, pairs, away, strict=True):
        faster = ratios(ours.rates, theirs.rates)
        rows.append([f"{network}: rate", f"{NEEDED:g}", faster.text(2), judged(faster.middle >= NEEDED)])
        same = judged(difference <= TOLERANCE)
        rows.append([f"{network}: probabilities differ by at most", f"{TOLERANCE:g}", f"{difference:.1e}", same])
    report.table(["figure", "needed", "measured", ""], rows)


def _contender(server: Server, network: str) -> Contender:
    return Contender(f"{server.name}, {network}", server, "/api/predict/", BODIES / f"{network}.json")


def _difference(ours: Contender, theirs: Contender) -> float:
    ours_by_label, theirs_by_label = _probabilities(ours), _probabilities(theirs)
    return max(abs(ours_by_label[label] - value) for label, value in theirs_by_label.items())


def _probabilities(contender: Contender) -> dict[str, float]:
    return {entry["label"]: entry["probability"] for entry in json.loads(contender.answer())["predictions"]}
