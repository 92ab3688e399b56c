"""The cost of differential privacy, if Flower or the app reports it, or if it can be computed exactly.

1. A strategy of Flower with an accountant (`privacy_spent`, Flower 1.37 and later).
2. Metrics with the names in NAMES: the largest value of all clients so far, or else that of the server.
3. Fixed clipping at the server of Flower, without an accountant: the exact loss of composed Gaussian mechanisms, without
   amplification by sampling. The noise fits the clipping norm only as long as all clients of a round have the same
   weight in the mean of FedAvg. Otherwise the cost is unknown.
"""

import math

from .parts import Part

NAMES = ("epsilon", "eps", "dp_epsilon")
DELTAS = ("delta", "dp_delta")
# The delta of case 3, for which Flower has no setting.
DELTA = 1e-5


class Privacy(Part):
    """Writes the event `epsilon` per round."""

    def received(self, training, number, phase, replies):
        notes = training.notes(self)
        for reply in replies:
            self._keep(notes, "clients", reply.metrics)
        if phase == "train":
            notes["weights"] = [reply.examples for reply in replies if reply.error is None]
            notes["failures"] = len(replies) - len(notes["weights"])

    def aggregated(self, training, number, phase, metrics):
        self._keep(training.notes(self), "server", metrics)
        if phase == "train":
            self._compose(training)

    def evaluated(self, training, number, metrics):
        self._keep(training.notes(self), "server", metrics)

    def round_ended(self, training, number):
        notes = training.notes(self)
        found = _accountant(training.strategy) or notes.get("clients") or notes.get("server") or _composed(notes)
        if found is None:
            return
        training.epsilon, delta = found
        self.events.write("epsilon", training=training.number, round=number, epsilon=found[0], delta=delta)

    @staticmethod
    def _keep(notes, source, metrics):
        if not metrics:
            return
        lower = {str(name).lower(): value for name, value in metrics.items()}
        epsilon = next((_positive(lower[name]) for name in NAMES if name in lower), None)
        if epsilon is not None:
            delta = next((_positive(lower[name]) for name in DELTAS if name in lower), None)
            if source not in notes or epsilon >= notes[source][0]:
                notes[source] = (epsilon, delta)

    def _compose(self, training):
        """Counts a release of the mean with noise."""
        notes = training.notes(self)
        noise = _fixed_clipping(training.strategy)
        weights = notes.get("weights") or []
        if noise is None or not weights or (training.api == "legacy" and notes.get("failures")):
            return  # Nothing is released.
        same = all(weight == weights[0] for weight in weights) and len(weights) >= training.strategy.num_sampled_clients
        if not same or noise <= 0:
            notes["unknown"] = True
        # Noise of different strength in the rounds composes by the sum of 1 / noise^2.
        notes["releases"] = notes.get("releases", 0.0) + (1 / noise**2 if noise > 0 else 0.0)


def _accountant(strategy):
    """Epsilon and delta of the accountant of a strategy, or of a strategy in it."""
    for _ in range(5):
        spent = getattr(strategy, "privacy_spent", None)
        found = spent() if callable(spent) else None
        epsilon = _positive(getattr(found, "epsilon", None))
        if epsilon is not None:
            return epsilon, _positive(getattr(found, "delta", None))
        strategy = getattr(strategy, "strategy", None)
    return None


def _fixed_clipping(strategy):
    """The noise multiplier of a strategy with fixed clipping at the server around FedAvg. None for all others."""
    kind = type(strategy)
    inner = getattr(strategy, "strategy", None)
    if kind.__name__ != "DifferentialPrivacyServerSideFixedClipping" or not kind.__module__.startswith("flwr."):
        return None
    for base in type(inner).__mro__:
        if base.__name__ == "FedAvg" and base.__module__.startswith("flwr."):
            name = "aggregate_train" if hasattr(base, "aggregate_train") else "aggregate_fit"
            same = getattr(type(inner), name) is getattr(base, name)
            return float(strategy.noise_multiplier) if same else None
    return None


def _composed(notes):
    if notes.get("unknown") or not notes.get("releases"):
        return None
    return gaussian_epsilon(1 / math.sqrt(notes["releases"]), DELTA), DELTA


def gaussian_epsilon(noise, delta):
    """The epsilon of a Gaussian mechanism with a sensitivity of 1.

    Exact: Balle and Wang, "Improving the Gaussian Mechanism for Differential Privacy", ICML 2018, theorem 8. The result
    is rounded up in its tenth digit.
    """

    def exceeds(epsilon):
        first = _normal(0.5 / noise - epsilon * noise)
        # The product is small where the exponential is large.
        second = _normal(-0.5 / noise - epsilon * noise)
        return first - (math.exp(epsilon + math.log(second)) if second > 0 else 0.0) > delta

    low, high = 0.0, 1.0
    while exceeds(high):
        low, high = high, high * 2
    while high - low > 1e-10 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if exceeds(middle) else (low, middle)
    return high


def _normal(value):
    return math.erfc(-value / math.sqrt(2)) / 2


def _positive(value):
    """A metric as a number. None if it is not a number, or not positive and finite."""
    if isinstance(value, bool) or not hasattr(value, "__float__") or getattr(value, "ndim", 0) != 0:
        return None
    number = float(value)
    return number if math.isfinite(number) and number > 0 else None
