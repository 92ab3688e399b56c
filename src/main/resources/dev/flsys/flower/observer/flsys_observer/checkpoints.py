"""Writes the global arrays after each round, and keeps the newest ones and the best one."""

import json
import math
import os
import threading
import time

from . import state, tensors
from .direction import LESS_IS_BETTER, MORE_IS_BETTER, less_is_better
from .parts import Part

# Share of the time of a training that the checkpoints may take, and seconds that they may always take.
SHARE = 0.005
ALLOWED = 0.05
MAX_BYTES = 8 << 30
# Bytes that must be free on the disk after a checkpoint was written.
FREE = 256 << 20


class Checkpoints(Part):
    """Keeps checkpoints of the first training of a process.

    A checkpoint is copied in the thread of the training and written by another thread. If checkpoints take more than
    SHARE of the time, rounds are skipped. The last round is always written.
    """

    def __init__(self, observer, options):
        super().__init__(observer)
        self._folder = os.path.join(os.path.dirname(os.path.abspath(observer.folder)), "checkpoints")
        self._last = int(options.get("last", 3))
        self._limit = int(options.get("max_bytes", MAX_BYTES))
        self._best = Best(options.get("metric"))
        self._kept = {}
        self._best_round = None
        self._thread = None
        self._before = None
        self._began = None
        self._spent = 0.0
        self._expected = 0.0
        self._reported = set()

    def training_starts(self, training):
        if training.number != 1 or self._last < 1:
            return
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        self._before = state.numbers(training.strategy)
        self._began = time.perf_counter()

    def aggregated(self, training, number, phase, metrics):
        if training.number == 1:
            self._best.found(1 if phase == "evaluate" else 0, metrics)

    def evaluated(self, training, number, metrics):
        if training.number == 1 and number > 0:
            self._best.found(2, metrics)

    def round_ended(self, training, number):
        if self._began is None or training.number != 1:
            return
        is_best, value, metrics = self._best.judge()
        if training.arrays is None:
            return
        last = training.stopped or (training.last is not None and number >= training.last)
        if last:
            self._join()
        elif not self._may_write(training, number):
            return
        begun = time.perf_counter()
        arrays = tensors_of(training.arrays)
        size = sum(len(tensor.data) for tensor in arrays)
        kept = self._state(training, number, size)
        total = size + sum(len(tensor.data) for tensor in kept.tensors) if kept else size
        if not self._room(training, number, total):
            return
        metadata = {
            "round": number,
            "of": training.last,
            "api": training.api,
            "strategy": type(training.strategy).__name__,
            "metric": self._best.metric,
            "value": value if value is None or math.isfinite(value) else None,
            "best": is_best,
            "metrics": metrics,
        }
        self._best.accept(is_best, value)
        write = threading.Thread(
            target=self._write, args=(training.number, number, is_best, arrays, kept, metadata), name="flsys-checkpoint"
        )
        self._spent += time.perf_counter() - begun
        self._expected = time.perf_counter() - begun
        self._thread = write
        try:
            write.start()
        except RuntimeError:  # The interpreter ends.
            self._thread = None
            write.run()
        if last:
            self._join()

    def training_ended(self, training):
        self._join()

    def _join(self):
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _may_write(self, training, number):
        if self._spent + self._expected <= ALLOWED:
            self._join()
            return True
        if self._thread is not None and self._thread.is_alive():
            self._skip(training, number, "busy")
            return False
        elapsed = time.perf_counter() - self._began
        if self._spent + self._expected > ALLOWED + SHARE * elapsed:
            per_round = elapsed / (number - training.first + 1)
            share = max(SHARE * per_round, 1e-9)
            self._skip(training, number, "time", every=math.ceil(self._expected / share))
            return False
        return True

    def _skip(self, training, number, reason, **members):
        if reason not in self._reported:
            self._reported.add(reason)
            self.events.write("checkpoint_skipped", training=training.number, round=number, reason=reason, **members)

    def _state(self, training, number, size):
        try:
            return state.capture(training.strategy, self._before, max(64 << 20, 6 * size))
        except state.TooLarge:
            self._skip(training, number, "state")
            return None

    def _room(self, training, number, size):
        """Whether there is room for a checkpoint. If not, an event has the reason."""
        if size > self._limit:
            self._skip(training, number, "bytes")
            return False
        free = os.statvfs(self._folder)
        if free.f_bavail * free.f_frsize < size + FREE:
            self._skip(training, number, "disk")
            return False
        return True

    def _write(self, training, number, is_best, arrays, kept, metadata):
        begun = time.thread_time()
        try:
            name = f"round_{number}.safetensors"
            path = os.path.join(self._folder, name)
            size = 0
            if kept is not None:  # First: a checkpoint is complete when its arrays are there.
                document = {"round": number, **kept.document}
                file = os.path.join(self._folder, f"round_{number}.state.safetensors")
                size += tensors.write(file, kept.tensors, {"flsys": json.dumps(document)})
            size += tensors.write(path, arrays, {"flsys": json.dumps({**metadata, "state": kept is not None})})
            self._kept[number] = size
            if is_best:
                self._best_round = number
            self.events.write("checkpoint", training=training, round=number, file=name, bytes=size, best=is_best)
            self._delete_old()
        except Exception as error:
            self.observer.broke(type(self).__name__, "write", error)
        finally:
            used = time.thread_time() - begun
            self._spent += used
            self._expected += used

    def _delete_old(self):
        numbers = sorted(self._kept)
        others = [number for number in numbers if number != self._best_round]
        newest = set(numbers[-self._last :])
        leave = [number for number in others if number not in newest]
        total = sum(self._kept.values()) - sum(self._kept[number] for number in leave)
        for number in sorted(newest - {self._best_round, numbers[-1]}):
            if total <= self._limit:
                break
            leave.append(number)
            total -= self._kept[number]
        for number in leave:
            del self._kept[number]
            for name in (f"round_{number}.safetensors", f"round_{number}.state.safetensors"):
                path = os.path.join(self._folder, name)
                if os.path.exists(path):
                    os.remove(path)


class Best:
    """Decides which round is the best, by one metric of the training.

    Without a given metric, the first round chooses it. Metrics that should grow, such as the accuracy, have priority
    over metrics that should fall, such as the loss. Metrics of the server have priority over those of the clients.
    """

    def __init__(self, wanted=None):
        self.metric = wanted
        self._wanted = wanted
        self._source = None
        self._best = None
        self._now = {}

    def found(self, source, metrics):
        """Takes metrics of the current round. `source`: 0 training, 1 evaluation of clients, 2 of the server."""
        numbers = {}
        for name, value in (metrics or {}).items():
            if not isinstance(value, bool) and hasattr(value, "__float__"):
                numbers[str(name)] = float(value)
        self._now[source] = numbers

    def judge(self):
        """Whether the current round is the best, its value, and its metrics. The next round begins."""
        now, self._now = self._now, {}
        metrics = {}
        for source in sorted(now):
            metrics.update((name, value) for name, value in now[source].items() if math.isfinite(value))
        if self._source is None:
            self._choose(now)
        value = now.get(self._source, {}).get(self.metric)
        if value is None or not math.isfinite(value):
            return False, None, metrics
        return self._best is None or self._better(value, self._best), value, metrics

    def accept(self, is_best, value):
        """Stores the value of the round that was judged last, if it is the best one. That round is kept."""
        if is_best:
            self._best = value

    def _better(self, value, other):
        less = less_is_better(self.metric)
        return value < other if less else value > other

    def _choose(self, now):
        for pattern in (MORE_IS_BETTER, LESS_IS_BETTER):
            for source in sorted(now, reverse=True):
                for name in now[source]:
                    if name == self._wanted or (self._wanted is None and pattern.search(name.lower())):
                        self._source, self.metric = source, name
                        return


def tensors_of(record):
    """The tensors of the global arrays of both APIs. They share the memory of the arrays, which are not changed."""
    if hasattr(record, "tensors"):
        return [tensors.from_npy(str(index), data) for index, data in enumerate(record.tensors)]
    return [_array(name, array) for name, array in record.items()]


def _array(name, array):
    if array.stype == "numpy.ndarray":
        return tensors.from_npy(name, array.data)
    return tensors.from_bytes(name, array.data)
