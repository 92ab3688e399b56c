"""One training: a call of the loop over the rounds, either the loop of Flower or that of the app."""

import builtins
import itertools
import sys
import time

_numbers = itertools.count(1)

# Seconds that a loop of the app is held after a stop, so that the service can end the run.
HOLD = 30.0


class Training:
    """A training and its loop.

    `first` and `last` are the numbers of its rounds. A part may set them in `training_starts`, and may call `stop`.
    `steerable` is False if the loop is code of the app: `first` and `last` have no effect then, `last` may be None, and
    `stop` only asks the service to end the run.
    """

    def __init__(self, observer, api, strategy, last, loop=None, adapter=None):
        self.observer = observer
        self.number = next(_numbers)
        self.api = api
        self.strategy = strategy
        self.steerable = loop is not None
        self.first = 1
        self.last = last
        self.round = 0
        self.began = time.monotonic()
        # The adapter of the API: reads and makes arrays. See messages.py and legacy.py.
        self.adapter = adapter
        # The newest global arrays, in the type of the API.
        self.arrays = None
        # The number of clients, if the server has it.
        self.population = int
        # The cost of differential privacy so far, if it is known.
        self.epsilon = None
        # Phases that the strategy aggregates now.
        self.running = set()
        self._notes = {}
        self._loop = loop
        self._planned = last
        self._taken = False
        self._stopped = False

    def notes(self, part):
        """A dictionary in which a part keeps its data about this training."""
        return self._notes.setdefault(type(part).__name__, {})

    def stop(self, rule, detail=None):
        """Lets no further round start."""
        if self._stopped:
            return
        self._stopped = True
        self.observer.events.write(
            "stopped",
            training=self.number,
            round=self.round,
            rule=rule,
            detail=detail,
            steerable=None if self.steerable else False,
        )

    @property
    def stopped(self):
        return self._stopped

    def plans(self):
        """The number of the last round, as an argument of the loop of Flower. Called before the loop begins."""
        self._planned = self.last
        return self.last

    def takes(self, code, arguments):
        """Whether a call of `range` is the loop over the rounds."""
        return not self._taken and code is self._loop and arguments == (1, self._planned + 1)

    def rounds(self):
        """The numbers of the rounds. The code between two of them is one round."""
        self._taken = True
        for number in builtins.range(self.first, self.last + 1):
            if self._stopped:
                return
            self.starts(number)
            yield number
            self.ends()

    def starts(self, number):
        self.round = number
        self.observer.notify("round_starts", self, number)

    def ends(self):
        self.observer.notify("round_ended", self, self.round)


class FlowerLoop:
    """The training of a loop of Flower."""

    def __init__(self, training):
        self._training = training

    def training(self, number, trains):
        return self._training

    def evaluated(self, number, metrics):
        self._training.observer.notify("evaluated", self._training, number, metrics)


class AppLoop:
    """The training of a loop of the app. A call that configures a training phase with a new number begins a round."""

    def __init__(self, observer, api, strategy, last, adapter):
        self._observer = observer
        self._make = lambda: Training(observer, api, strategy, last, None, adapter)
        self._training = None
        self._early = []

    def training(self, number, trains):
        """The training. It begins with the first call that configures a phase, so a loop of Flower can take its place."""
        if not isinstance(number, int):
            return None
        if self._training is None:
            self._training = self._make()
            self._observer.notify("training_starts", self._training)
            for each, metrics in self._early:
                self._observer.notify("evaluated", self._training, each, metrics)
        training = self._training
        if trains and number > training.round:
            if training.round > 0:
                training.ends()
                _hold(training)
            training.starts(number)
        return training

    def evaluated(self, number, metrics):
        if self._training is not None:
            self._observer.notify("evaluated", self._training, number, metrics)
        elif len(self._early) < 10:
            self._early.append((number, metrics))

    def ended(self):
        training = self._training
        if training is not None:
            if training.round > 0:
                training.ends()
            self._observer.notify("training_ended", training)


def _hold(training):
    """Waits for the end of the process, if a rule has ended the training."""
    end = time.monotonic() + HOLD
    while training.stopped and time.monotonic() < end:
        time.sleep(0.1)


def replace_range(module, observer):
    """Replaces `range` in a module of Flower: the loop over the rounds can start later and end earlier."""

    def flower_range(*arguments):
        training = observer.training
        if training is not None and training.takes(sys._getframe(1).f_code, arguments):
            return training.rounds()
        return builtins.range(*arguments)

    module.range = flower_range


class Reply:
    """The reply of one client, in the same form for both APIs.

    `metrics` and `examples` are None if there are none. `arrays()` gives names and NumPy arrays of a training reply, as
    copies. `views()` gives an object of arrays.Views, without copies. `error` is None for a reply with results.
    `message` is the id of the message that is answered, if Flower gives one.
    """

    def __init__(self, node, examples=None, metrics=None, arrays=None, size=None, error=None, views=None, message=None):
        self.node = node
        self.examples = examples
        self.metrics = metrics
        self.size = size
        self.error = error
        self.message = message
        self._arrays = arrays
        self._views = views

    def arrays(self):
        return None if self._arrays is None else self._arrays()

    def views(self):
        return None if self._views is None else self._views()


class Sent:
    """A message to one client: its node and the bytes of its arrays.

    `views()` gives an object of arrays.Views. `key` is the same for messages with the same arrays.
    """

    def __init__(self, node, size, key=None, views=None):
        self.node = node
        self.size = size
        self.key = key
        self._views = views

    def views(self):
        return None if self._views is None else self._views()
