"""Arrays in the form of `numpy.save`, read in place: large data is not copied."""

import io

_headers = {}
MAX_HEADERS = 10_000


class Views:
    """The arrays of a record by their names, in the form of `numpy.save`. They are read when they are used."""

    def __init__(self, data):
        self._data = data
        self._views = {}

    def names(self):
        return list(self._data)

    def view(self, name):
        view = self._views.get(name)
        if view is None:
            view = self._views[name] = View(self._data[name])
        return view

    def other_shape(self, other):
        """The first name with another shape in `other`, which has the same names. None if there is none.

        ValueError if an array is not in the form of NumPy.
        """
        for name, data in self._data.items():
            other_data = other._data[name]
            # The same header is the same shape. This is the usual case, and needs no reading.
            header = data[: _length(data)]
            if len(other_data) == len(data) and other_data[: len(header)] == header:
                continue
            if self.view(name).shape != other.view(name).shape:
                return name
        return None


class View:
    """The shape of an array, and its numbers in one dimension. `numbers` is None if they are not floats."""

    __slots__ = ("shape", "numbers")

    def __init__(self, data):
        import numpy

        shape, fortran, dtype, offset = _header(data)
        self.shape = shape
        self.numbers = None
        if dtype.kind == "f":
            count = 1
            for length in shape:
                count *= length
            numbers = numpy.frombuffer(data, dtype, count, offset) if count else numpy.empty(0, dtype)
            if fortran and len(shape) > 1:
                numbers = numbers.reshape(shape, order="F").ravel()
            self.numbers = numbers


def _header(data):
    """Shape, order, type and start of the numbers. The arrays of a training have only a few different headers."""
    end = _length(data)
    header = bytes(data[:end])
    found = _headers.get(header)
    if found is None:
        from numpy.lib import format

        stream = io.BytesIO(header)
        version = format.read_magic(stream)
        read = format.read_array_header_1_0 if version == (1, 0) else format.read_array_header_2_0
        found = (*read(stream), end)
        if len(_headers) >= MAX_HEADERS:
            _headers.clear()
        _headers[header] = found
    return found


def _length(data):
    """Length of the header."""
    if bytes(data[:6]) != b"\x93NUMPY":
        raise ValueError("This is not an array of NumPy.")
    start = 10 if data[6] == 1 else 12
    return start + int.from_bytes(data[8:start], "little")
