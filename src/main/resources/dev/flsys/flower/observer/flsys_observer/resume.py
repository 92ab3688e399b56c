"""Continues a training from a checkpoint.

This is the only part whose failure ends the training: a training that silently starts from the beginning would give a
wrong result.
"""

import json

from . import state, tensors
from .checkpoints import tensors_of
from .parts import Part
from .refusal import Refusal


class Resume(Part):
    """Replaces the initial arrays of the first training, sets its rounds, and restores the state of its strategy.

    Names and shapes of the arrays must be those of the app. Their types may differ: the mean of whole numbers is a
    number with a fraction, and a checkpoint keeps the types of the strategy.
    """

    def __init__(self, observer, options):
        super().__init__(observer)
        self._options = options
        self._arrays = None
        self._document = None
        self._state = None
        self._random = None

    def training_starts(self, training):
        if training.number == 1:
            self._or_refuse(training, self._load)

    def initial_arrays(self, training, arrays):
        if training.number == 1:
            return self._or_refuse(training, self._replace, arrays)
        return None

    def round_starts(self, training, number):
        if training.number == 1 and number == training.first:
            self._or_refuse(training, self._restore)

    def sent(self, training, number, phase, sent):
        if training.number == 1 and number == training.first and phase == "train" and self._document is not None:
            self._random = state.capture_random()

    def change_received(self, training, replies, number, phase):
        """Restores the random numbers of the process, which the start of Ray in this first round has changed."""
        if self._random is not None:
            saved, self._random = self._random, None
            state.restore_random(*saved)

    def _or_refuse(self, training, step, *arguments):
        try:
            return step(training, *arguments)
        except Exception as error:
            reason = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
            self.events.write("resume_failed", training=training.number, reason=reason[:500])
            raise Refusal(
                f"FLSys cannot resume this training from round {self._options.get('round')}: {reason}"
            ) from error

    def _load(self, training):
        if not training.steerable:
            raise ValueError("the app has a loop over the rounds of its own")
        number, rounds = int(self._options["round"]), int(self._options["rounds"])
        if number < 1 or rounds < 1:
            raise ValueError("the numbers of the rounds must be greater than zero")
        metadata, self._arrays = tensors.read(self._options["arrays"])
        saved = json.loads(metadata.get("flsys", "{}"))
        if saved.get("round", number) != number:
            raise ValueError(f"the checkpoint is of round {saved['round']}, not of round {number}")
        if saved.get("api", training.api) != training.api:
            raise ValueError("the checkpoint was written with the other API of Flower")
        if self._options.get("state"):
            metadata, self._state = tensors.read(self._options["state"])
            self._document = json.loads(metadata["flsys"])
            if self._document["round"] != number:
                raise ValueError(f"the state is of round {self._document['round']}, not of round {number}")
        training.first = number + 1
        training.last = number + rounds

    def _replace(self, training, initial):
        expected = {tensor.name: tensor for tensor in tensors_of(initial)}
        if set(expected) != set(self._arrays):
            missing, more = sorted(set(expected) - set(self._arrays)), sorted(set(self._arrays) - set(expected))
            names = f"missing {_some(missing)}" if missing else f"unknown {_some(more)}"
            raise ValueError(f"the names of the arrays do not fit the model of the app: {names}")
        for name, value in self._arrays.items():
            _require_fit(name, value, expected[name])
        if training.api == "legacy":
            return type(initial)([_bytes(value) for value in self._arrays.values()], initial.tensor_type)
        return type(initial)({name: _array(initial[name], value) for name, value in self._arrays.items()})

    def _restore(self, training):
        if self._document is not None:
            state.restore(training.strategy, self._document, self._state)
            state.restore_random(self._document["random"], self._state)
        elif hasattr(training.strategy, "current_weights"):  # FedOpt of the legacy API adds its steps to them.
            training.strategy.current_weights = [value.copy() for value in self._arrays.values()]
        self.events.write(
            "resumed",
            training=training.number,
            round=training.first - 1,
            of=training.last,
            state=self._document is not None,
        )
        self._arrays = self._state = None


def _some(names):
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _require_fit(name, value, expected):
    if isinstance(value, bytes) != (expected.form == tensors.BYTES):
        raise ValueError(f"the array {name} has another form in the app")
    if isinstance(value, bytes) or (expected.type == "U8" and len(expected.shape) == 1 and value.ndim == 1):
        return  # Bytes of a model of trees: their number changes with each round.
    shape = value.shape if expected.form is None else None
    if shape is not None and shape != expected.shape:
        raise ValueError(f"the array {name} has the shape {list(shape)}, and {list(expected.shape)} in the app")


def _bytes(value):
    return value if isinstance(value, bytes) else tensors.to_npy(value)


def _array(initial, value):
    if isinstance(value, bytes):
        return type(initial)(initial.dtype, initial.shape, initial.stype, value)
    kind = "bfloat16" if value.dtype.str == "|V2" else str(value.dtype)
    return type(initial)(kind, tuple(value.shape), "numpy.ndarray", tensors.to_npy(value))
