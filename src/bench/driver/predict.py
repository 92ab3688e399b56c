"""Requests a second on ``/predict``: FLSys, its limit, and the references."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import contenders
from lengths import Lengths
from places import BODIES
from project import tensor_answers
from report import Report, judged
from rounds import COLUMNS, Contender, compete
from stats import Spread, ratios

NEEDED = {"Flask": 10.0, "FastAPI": 4.0, "LitServe": 10.0, "MLServer": 10.0}
"""The required rate of FLSys, in multiples of each reference's rate."""

LIMIT = "constant endpoint"
NEEDED_OF_LIMIT = 0.6
TOLERANCE = 1e-5


def measure(lengths: Lengths, report: Report, wanted: set[str]) -> None:
    """:param wanted: names of servers; empty for all"""
    with ExitStack() as stack:
        field = _field(wanted)
        compete(field, lengths, lengths.turn, stack)
        for contender in field:
            _check(contender)
    report.heading("/predict")
    report.text("wrk, 1 thread, 16 keep-alive connections; median (least..most) of the rounds.")
    report.table([*COLUMNS, f"{field[0].name} / it"], [contender.row(field[0]) for contender in field])
    by_name = {contender.name: contender for contender in field}
    ours = by_name.pop("FLSys", None)
    if ours is not None:
        report.table(["figure", "needed", "measured", ""], _verdicts(ours, by_name))


def _field(wanted: set[str]) -> list[Contender]:
    body = BODIES / "predict.json"
    service = contenders.flsys()
    references: list[tuple[str, Callable[[], Contender]]] = [
        ("FLSys", lambda: Contender("FLSys", service, "/predict", body)),
        (LIMIT, lambda: Contender(LIMIT, service, "/bench/constant", body)),
        ("Flask", lambda: Contender("Flask", contenders.flask_tensor(), "/predict", body)),
        ("FastAPI", lambda: Contender("FastAPI", contenders.fastapi_tensor(), "/predict", body)),
        ("LitServe", lambda: Contender("LitServe", contenders.litserve_tensor(), "/predict", body)),
        ("MLServer", lambda: Contender("MLServer", contenders.mlserver_tensor(), *_v2())),
    ]
    return [make() for name, make in references if not wanted or name in wanted]


def _v2() -> tuple[str, Path]:
    return "/v2/models/deploy/infer", BODIES / "v2.json"


def _check(contender: Contender) -> None:
    """Raises unless the server answers the outputs of onnxruntime in this process."""
    if contender.name == LIMIT:
        return
    answer = json.loads(contender.answer())
    values = answer["outputs"][0]["data"] if "outputs" in answer else answer["output"][0]
    inputs = json.loads((BODIES / "predict.json").read_text(encoding="utf-8"))["inputs"]
    expected = tensor_answers("deploy.onnx", [inputs])[0][0]
    away = max(abs(a - b) for a, b in zip(values, expected, strict=True))
    if away > TOLERANCE:
        raise RuntimeError(f"{contender.name} answers {values}, which is {away} away from {expected}")


def _verdicts(ours: Contender, others: dict[str, Contender]) -> list[list[str]]:
    rows = []
    for name, needed in NEEDED.items():
        if name in others:
            faster = ratios(ours.rates, others[name].rates)
            rows.append([f"rate / {name}", f"{needed:g}", faster.text(2), judged(faster.middle >= needed)])
            slower, limit = Spread.of(ours.p99s), Spread.of(others[name].p99s)
            rows.append(
                [f"p99 under {name}'s", f"{limit.middle:.2f} ms", slower.text(2), judged(slower.middle < limit.middle)]
            )
    if LIMIT in others:
        share = ratios(ours.rates, others[LIMIT].rates)
        needed = NEEDED_OF_LIMIT
        rows.append([f"rate / {LIMIT}", f"{needed:g}", share.text(2), judged(share.middle >= needed)])
    return rows
