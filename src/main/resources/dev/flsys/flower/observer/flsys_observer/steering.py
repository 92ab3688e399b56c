"""Ends trainings after a round: on request, or by a rule."""

import math
import os
import time

from .control import Control, ControlFile, Facts
from .parts import Part


class Steering(Part):
    """Reads the control files at the end of each round, and evaluates the rules with the metrics of this round."""

    def __init__(self, observer):
        super().__init__(observer)
        # The control file of a running run replaces the plan of its start.
        self._files = [
            ControlFile(os.path.join(observer.folder, "plan.json"), "steering"),
            ControlFile(os.path.join(observer.folder, "control.json")),
        ]
        self._control = Control()

    def aggregated(self, training, number, phase, metrics):
        # Metrics of the evaluation come after those of the training, and replace those of the same name.
        self._keep(training, number, "aggregated", metrics)

    def evaluated(self, training, number, metrics):
        self._keep(training, number, "evaluated", metrics)

    def sent(self, training, number, phase, sent):
        self._count(training, sum(each.size or 0 for each in sent))

    def received(self, training, number, phase, replies):
        self._count(training, sum(each.size or 0 for each in replies))

    def round_ended(self, training, number):
        for file in self._files:
            self._read(file)
        notes = training.notes(self)
        found = notes.pop("round", {}).get(number, {})
        metrics = {**found.get("aggregated", {}), **found.get("evaluated", {})}
        history = notes.setdefault("history", [])
        history.append(metrics)
        if training.last is not None and number >= training.last:
            return  # It ends without a rule.
        if self._control.stop_after_round:
            training.stop("requested", f"A stop after round {number} was requested.")
            return
        facts = Facts(metrics, time.monotonic() - training.began, notes.get("bytes", 0), training.epsilon)
        for rule in self._control.rules:
            met = rule.met(facts, history)
            if met is not None:
                training.stop(*met)
                return

    def _read(self, file):
        try:
            self._control = file.changed() or self._control
        except (ValueError, OSError, RecursionError) as error:  # The last control that was valid remains.
            self.observer.report("Steering", "control", error)

    def _count(self, training, size):
        notes = training.notes(self)
        notes["bytes"] = notes.get("bytes", 0) + size

    def _keep(self, training, number, source, metrics):
        kept = training.notes(self).setdefault("round", {}).setdefault(number, {}).setdefault(source, {})
        kept.update((name, float(value)) for name, value in (metrics or {}).items() if _is_number(value))


def _is_number(value):
    if isinstance(value, bool):
        return False
    if not isinstance(value, (int, float)):
        value = getattr(value, "item", lambda: None)() if getattr(value, "ndim", None) == 0 else None
    return isinstance(value, (int, float)) and math.isfinite(value)
