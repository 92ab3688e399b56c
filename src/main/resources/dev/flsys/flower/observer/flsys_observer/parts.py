"""The parts of the observer. Each method is called by the observer, which catches the errors."""

import time


class Part:
    """The abilities of a part. The methods of this class do nothing.

    `change_sent`, `change_received` and `initial_arrays` get values in the type of the API. They return another value,
    or None to keep it. The others get the same types for both APIs, see training.py.

    Several trainings may run at the same time. `training.notes(self)` keeps what belongs to one.
    """

    def __init__(self, observer):
        self.observer = observer
        self.events = observer.events

    def training_starts(self, training):
        """A training starts. `first` and `last` of the training may be set here, if it is steerable."""

    def initial_arrays(self, training, arrays):
        """The arrays before the first round, or None. Only called if the training is steerable."""

    def round_starts(self, training, number):
        """A round starts."""

    def change_sent(self, training, messages, number, phase):
        """Messages to clients: of the Message API, or pairs of client and instruction."""

    def sent(self, training, number, phase, sent):
        """A list of Sent."""

    def change_received(self, training, replies, number, phase):
        """Replies of clients: messages, or the pair (results, failures) of the legacy API."""

    def received(self, training, number, phase, replies):
        """A list of Reply, before they are aggregated."""

    def aggregated(self, training, number, phase, metrics):
        """Replies are aggregated. `training.arrays` is new if the phase is "train"."""

    def evaluated(self, training, number, metrics):
        """The server has evaluated the global arrays. Round 0 is before the first round."""

    def round_ended(self, training, number):
        """A round has ended. `training.stop` lets no further round start."""

    def training_ended(self, training):
        """The training has ended without an exception."""


class Rounds(Part):
    """Writes the start of trainings and rounds, and the metrics of the server."""

    def training_starts(self, training):
        self.events.write(
            "training_started",
            training=training.number,
            api=training.api,
            strategy=type(training.strategy).__name__,
            flower=self.observer.flower,
            steerable=training.steerable,
        )

    def round_starts(self, training, number):
        self.events.write("round_started", training=training.number, round=number, of=training.last)

    def aggregated(self, training, number, phase, metrics):
        self.events.write("aggregated", training=training.number, round=number, phase=phase, metrics=metrics)

    def evaluated(self, training, number, metrics):
        number = number or training.first - 1  # A resumed training evaluates its checkpoint first.
        self.events.write("evaluated", training=training.number, round=number, metrics=metrics)


class Ends(Part):
    """Writes the end of rounds and trainings. The last part, so that it counts the time of the others."""

    def round_starts(self, training, number):
        training.notes(self).update(began=time.perf_counter(), spent=self.observer.taken())

    def round_ended(self, training, number):
        notes = training.notes(self)
        self.events.write(
            "round_ended",
            training=training.number,
            round=number,
            seconds=round(time.perf_counter() - notes["began"], 6),
            observer_seconds=round(self.observer.taken() - notes["spent"], 6),
        )

    def training_ended(self, training):
        self.events.write("training_ended", training=training.number, round=training.round)


def make(observer):
    """The parts of an observer, in the order of their calls."""
    from .checkpoints import Checkpoints
    from .clients import Clients
    from .plan import read_plan
    from .privacy import Privacy
    from .resume import Resume
    from .steering import Steering
    from .what_if import WhatIf

    plan = read_plan(observer.folder)
    parts = []
    if plan.get("resume"):
        parts.append(Resume(observer, plan["resume"]))
    if plan.get("what_if"):
        parts.append(WhatIf(observer, plan["what_if"]))
    parts += [Rounds(observer), Clients(observer), Privacy(observer), Steering(observer)]
    if plan.get("checkpoints"):  # After Steering: the round at which the training stops is always written.
        parts.append(Checkpoints(observer, plan["checkpoints"]))
    parts.append(Ends(observer))
    return parts
