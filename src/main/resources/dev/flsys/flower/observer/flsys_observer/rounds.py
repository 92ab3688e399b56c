"""Writes the events of trainings and rounds: their start, their end, and the metrics of the server."""

import time

from .parts import Part


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
