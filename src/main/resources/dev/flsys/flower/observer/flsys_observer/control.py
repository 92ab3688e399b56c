"""The rules that end a training early: reading and evaluation."""

import json
import math
import os

from .direction import less_is_better

MAX_FILE = 64 << 10
MAX_RULES = 16
MAX_NAME = 200


class Control:
    """The requests of the service: to stop after a round, and rules."""

    def __init__(self, stop_after_round=False, rules=()):
        self.stop_after_round = stop_after_round
        self.rules = list(rules)


class ControlFile:
    """A JSON file that the service replaces. It is read only if it has changed."""

    def __init__(self, path, member=None):
        self._path = path
        self._member = member
        self._seen = None

    def changed(self):
        """The new content, or None if the file has not changed or does not exist. ValueError if it is malformed."""
        try:
            status = os.stat(self._path)
        except FileNotFoundError:
            return None
        seen = (status.st_mtime_ns, status.st_ino, status.st_size)
        if seen == self._seen:
            return None
        self._seen = seen
        if status.st_size > MAX_FILE:
            raise ValueError(f"The file has {status.st_size} bytes, more than {MAX_FILE}.")
        with open(self._path, encoding="utf-8") as file:
            content = json.loads(file.read(MAX_FILE + 1))
        if self._member is not None:
            if not isinstance(content, dict):
                raise ValueError("The file is not an object.")
            content = content.get(self._member)
        return None if content is None else control(content)


def control(content):
    """A Control from its JSON."""
    _require(isinstance(content, dict), "The control is not an object.")
    stop = content.get("stop_after_round", False)
    _require(isinstance(stop, bool), "stop_after_round is not true or false.")
    rules = content.get("rules", [])
    _require(isinstance(rules, list) and len(rules) <= MAX_RULES, f"rules is not a list of at most {MAX_RULES} rules.")
    return Control(stop, [rule(each) for each in rules])


def rule(content):
    """A rule from its JSON. Its method `met(facts, history)` returns (name, sentence), or None."""
    _require(isinstance(content, dict), "A rule is not an object.")
    names = frozenset(content)
    if names == {"metric", "at_least"}:
        return Target(_name(content), _finite(content, "at_least"), True)
    if names == {"metric", "at_most"}:
        return Target(_name(content), _finite(content, "at_most"), False)
    if names in ({"metric", "no_better_for", "mode"}, {"metric", "no_better_for"}):
        rounds = content["no_better_for"]
        mode = content.get("mode", "min" if less_is_better(_name(content)) else "max")
        _require(isinstance(rounds, int) and not isinstance(rounds, bool) and rounds > 0, "no_better_for is not > 0.")
        _require(mode in ("max", "min"), "mode is neither max nor min.")
        return Patience(_name(content), rounds, mode)
    if names == {"seconds"}:
        return Budget("time", "seconds", "The training has taken {:g} seconds", _positive(content, "seconds"))
    if names == {"bytes"}:
        return Budget("bytes", "bytes", "Clients and server have exchanged {:.0f} bytes", _positive(content, "bytes"))
    if names == {"epsilon"}:
        return Budget("epsilon", "epsilon", "The privacy loss epsilon has reached {:g}", _positive(content, "epsilon"))
    raise ValueError(f"A rule has unknown members: {', '.join(sorted(map(str, names)))[:200]}")


class Facts:
    """The facts at the end of a round: its metrics, and the costs of the training so far."""

    def __init__(self, metrics, seconds, exchanged, epsilon):
        self.metrics = metrics
        self.seconds = seconds
        self.bytes = exchanged
        self.epsilon = epsilon


class Target:
    """Ends a training when a metric reaches a value."""

    def __init__(self, metric, value, at_least):
        self.metric = metric
        self.value = value
        self.at_least = at_least

    def met(self, facts, history):
        value = facts.metrics.get(self.metric)
        if value is None or not (value >= self.value if self.at_least else value <= self.value):
            return None
        limit = f"{'at least' if self.at_least else 'at most'} {self.value:g}"
        return "target", f"The metric {self.metric} reached {value:g}, {limit}."


class Patience:
    """Ends a training when a metric has not improved in a number of rounds in which it was measured."""

    def __init__(self, metric, rounds, mode):
        self.metric = metric
        self.rounds = rounds
        self.mode = mode

    def met(self, facts, history):
        if self.metric not in facts.metrics:
            return None
        values = [metrics[self.metric] for metrics in history if self.metric in metrics]
        best, age = None, 0
        for value in values:
            if best is None or (value > best if self.mode == "max" else value < best):
                best, age = value, 0
            else:
                age += 1
        if age < self.rounds:
            return None
        rounds = "1 round" if age == 1 else f"{age} rounds"
        return "patience", f"The metric {self.metric} has not become better than {best:g} for {rounds}."


class Budget:
    """Ends a training when its time, bytes or privacy budget is used up."""

    def __init__(self, name, member, sentence, limit):
        self.name = name
        self.member = member
        self.sentence = sentence
        self.limit = limit

    def met(self, facts, history):
        value = getattr(facts, self.member)
        if value is None or value < self.limit:
            return None
        limit = f"{self.limit:.0f}" if self.member == "bytes" else f"{self.limit:g}"
        return self.name, f"{self.sentence.format(value)}, at least {limit}."


def _require(holds, text):
    if not holds:
        raise ValueError(text)


def _name(content):
    name = content["metric"]
    _require(isinstance(name, str) and 0 < len(name) <= MAX_NAME, "metric is not a name.")
    return name


def _finite(content, member):
    value = content[member]
    _require(isinstance(value, (int, float)) and not isinstance(value, bool), f"{member} is not a number.")
    _require(math.isfinite(value), f"{member} is not finite.")
    return value


def _positive(content, member):
    value = _finite(content, member)
    _require(value > 0, f"{member} is not greater than zero.")
    return value
