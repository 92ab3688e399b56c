"""Compares the updates of clients: their norms, and their directions with that of the mean update.

An update is a reply minus the arrays that were sent. The work has a limit in seconds. If it would take longer, only a
sample of the coordinates is used, always the same sample for the same sizes.
"""

import math
import time

# Coordinates of all clients together that are computed at a time: 4 MiB in float64, about the size of a cache.
BLOCK = 1 << 19
# Steps of samples are prime, so that they do not always hit the same column of a matrix.
PRIMES = (1, 2, 3, 5, 7, 13, 31, 61, 127, 251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131071, 262139, 524287)


class Update:
    """The norm of an update, and the cosine of its angle to the mean update. None if it is not known."""

    def __init__(self, error=None):
        self.norm = None
        self.cosine = None
        self.error = error


class Comparison:
    """Compares updates, and learns how long that takes on this machine."""

    def __init__(self):
        # Seconds per coordinate of one client, and per array of one client. They begin with values of a slow machine.
        self._coordinate = 6e-9
        self._array = 1.2e-5

    def compare(self, pairs, weights, seconds):
        """Updates for pairs of arrays.Views (sent, replied), and whether they are from a sample.

        A pair is None if there is nothing to compare. `weights` are those of the mean.
        """
        import numpy

        updates = [None if pair is None else _update(*pair) for pair in pairs]
        used = [index for index, update in enumerate(updates) if update is not None and update.error is None]
        # Updates with other arrays than those of the first client are not comparable.
        used = [index for index in used if pairs[index][0].names() == pairs[used[0]][0].names()]
        names = _float_names(pairs[used[0]][0]) if used else []
        if not names:
            return updates, False
        sizes = {name: pairs[used[0]][0].view(name).numbers.size for name in names}
        array_step, step = self._steps(sizes, len(used), seconds)
        chosen = {name: sizes[name] for name in names[::array_step]}
        began = time.perf_counter()
        with numpy.errstate(all="ignore"):
            sums = _Sums(numpy, pairs, used, weights, chosen, step)
            finite = [index for index, norm in zip(used, sums.norms) if math.isfinite(norm)]
            if 0 < len(finite) < len(used):  # One client with NaN would make the mean NaN.
                for index, norm in zip(used, sums.norms):
                    updates[index].norm = norm
                used = finite
                sums = _Sums(numpy, pairs, used, weights, chosen, step)
        self._learn(time.perf_counter() - began, len(used) * len(chosen), len(used) * sums.coordinates)
        total = sum(sizes.values())
        scale = math.sqrt(total / sums.coordinates)
        for index, norm, product in zip(used, sums.norms, sums.products):
            updates[index].norm = math.sqrt(norm) * scale if norm >= 0 else norm
            if norm > 0 and sums.mean > 0 and math.isfinite(product):
                updates[index].cosine = max(-1.0, min(1.0, product / math.sqrt(norm) / math.sqrt(sums.mean)))
        return updates, sums.coordinates < total

    def _steps(self, sizes, clients, seconds):
        arrays = _prime(len(sizes) * clients * self._array / (seconds / 2))
        arrays = min(arrays, len(sizes))
        size = sum(list(sizes.values())[::arrays])
        return arrays, _prime(size * clients * self._coordinate / (seconds / 2))

    def _learn(self, seconds, arrays, coordinates):
        """Scales both estimates towards the measured time, by the square root of the factor."""
        factor = min(max(seconds / (arrays * self._array + coordinates * self._coordinate), 0.1), 10.0) ** 0.5
        self._array *= factor
        self._coordinate *= factor


class _Sums:
    """Sums over coordinates: squares of updates, their products with the mean update, and its squares."""

    def __init__(self, numpy, pairs, used, weights, sizes, step):
        self.norms = numpy.zeros(len(used))
        self.products = numpy.zeros(len(used))
        self.mean = 0.0
        self.coordinates = 0
        shares = numpy.array([weights[index] for index in used], dtype=numpy.float64)
        if not (numpy.isfinite(shares).all() and (shares >= 0).all() and shares.sum() > 0):
            shares = numpy.ones(len(used))
        shares /= shares.sum()
        length = max(1, BLOCK // len(used))
        for name, numbers in sizes.items():
            size = (numbers + step - 1) // step
            views = [(pairs[index][0].view(name).numbers, pairs[index][1].view(name).numbers) for index in used]
            for start in range(0, size, length):
                end = min(start + length, size)
                place = slice(start * step, (end - 1) * step + 1, step)
                block = numpy.empty((len(used), end - start))
                for row, (sent, replied) in zip(block, views):
                    numpy.subtract(replied[place], sent[place], out=row, dtype=numpy.float64)
                self._add(numpy, shares, block)

    def _add(self, numpy, shares, block):
        # No calls of BLAS: it would start threads.
        mean = numpy.einsum("i,ij->j", shares, block)
        self.norms += numpy.einsum("ij,ij->i", block, block)
        self.products += numpy.einsum("ij,j->i", block, mean)
        self.mean += float(numpy.einsum("j,j->", mean, mean))
        self.coordinates += block.shape[1]


def _float_names(views):
    return [name for name in views.names() if views.view(name).numbers is not None and views.view(name).numbers.size]


def _update(sent, replied):
    """An update without numbers, with an error if the arrays have other shapes. None if they are not of NumPy."""
    try:
        name = sent.other_shape(replied)
        if name is None:
            return Update()
        shapes = list(replied.view(name).shape), list(sent.view(name).shape)
    except ValueError:
        return None
    return Update(f"The array {name} has the shape {shapes[0]}. The shape that was sent is {shapes[1]}.")


def _prime(least):
    return next((prime for prime in PRIMES if prime >= least), PRIMES[-1])
