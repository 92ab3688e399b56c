"""Finds the input and the output of a network. Part of ``export_model.py``."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

import flsys_kinds
from flsys_messages import SHOWN, Failure, listed, short, toml_lines

OTHER_SIDES = (28, 32, 64, 96, 128, 224, 299)
"""Sides of pictures that a message proposes if the network takes them."""

MIN_SIDE = 8
"""The smallest side of pictures that a message proposes by the length of rows."""


class Form:
    """How pictures ``[N, channels, S, S]`` become the input of a network, and its output becomes ``[N, K]``."""

    def __init__(self, channels, flat, path, squeeze):
        self.channels = channels
        self.flat = flat
        self.path = path
        self.squeeze = squeeze

    def around(self, model, torch):
        """The network for pictures; the model itself if nothing has to change."""
        if self.flat:
            model = _flat(model, torch)
        for step in self.path:
            model = _member(model, step, torch)
        if self.squeeze:
            model = _squeezed(model, torch)
        return model.eval()


def find_form(model, side, labels, mean_values, known, torch):
    """The form of a network, found by running it.

    A network that takes both one and three channels gets as many as its normalisation has values, or else as many as
    its first convolution takes, or else three.
    """
    first = first_channels(known)
    preferred = mean_values if mean_values in (1, 3) else first if first in (1, 3) else 3
    failures = {}
    for channels, flat in [(preferred, False), (4 - preferred, False), (preferred, True), (4 - preferred, True)]:
        pictures = torch.linspace(-2, 2, 2 * channels * side * side).reshape(2, channels, side, side)
        try:
            output = model(pictures.flatten(1) if flat else pictures)
        except MemoryError:
            raise
        except SystemExit as leaving:
            raise Failure(f"The model calls sys.exit({leaving.code!r}) for an input.") from leaving
        except Exception as failed:
            failures[channels, flat] = Failure(
                f"The model does not take an input of shape {list(pictures.shape)}: {short(failed)}"
            )
            continue
        try:
            path, squeeze = find_output(output, list(pictures.shape), labels, torch)
            form = Form(channels, flat, path, squeeze)
            form.squeeze = squeeze or _drops_batch(form.around(model, torch), pictures[:1], torch)
            return form
        except Failure as failure:
            failures[channels, flat] = failure
    failure = failures[preferred, False]
    if str(failure).startswith("The model does not take"):
        others = [each for each in failures.values() if not str(each).startswith("The model does not take")]
        if others:
            raise others[0]
        taken = _side_that_works(model, side, preferred, torch)
        if taken:
            raise Failure(f"{failure}. It takes pictures of {taken} x {taken} pixels. {_image_size(taken)}")
        other = flsys_kinds.taken_by(model, torch)
        if other:
            raise Failure(other)
        length = _row_that_works(model, known, torch)
        if length:
            raise Failure(_of_rows(length))
    raise failure


def _drops_batch(model, picture, torch):
    """Whether the output for one picture lacks dimensions of size 1, as ``squeeze()`` removes them."""
    try:
        output = model(picture)
    except MemoryError:
        raise
    except Exception:
        return False  # reported when the model is exported
    return isinstance(output, torch.Tensor) and output.dim() < 2


def _image_size(side):
    return f"Write IMG_SIZE={side} in .env, or in flsys.toml: {toml_lines(f'image_size = {side}')}"


def _row_that_works(model, known, torch):
    """The length of the rows that a network of linear layers takes; None if it takes none."""
    if first_channels(known) is not None:
        return None
    for length in [shape[1] for shape in known.values if len(shape) == 2][:1]:
        try:
            model(torch.zeros(2, length))
            return length
        except MemoryError:
            raise
        except Exception:
            continue
    return None


def _of_rows(length):
    """The message that a network takes rows of another length: of pictures of another size, or of a table."""
    for channels in (1, 3):
        side = math.isqrt(length // channels)
        if side >= MIN_SIDE and side * side * channels == length:
            return (
                f"The model takes rows of {length} values, as {'grey' if channels == 1 else 'colour'} pictures of "
                f"{side} x {side} pixels have. {_image_size(side)}"
            )
    return f"The model takes rows of {length} values, such as those of a table, not pictures. {flsys_kinds.steps_of_rows(length)}"


def first_channels(known):
    """The channels that the first convolution takes; None if there is none."""
    for shape in known.values:
        if len(shape) == 4:
            return shape[1]
    return None


def _side_that_works(model, side, channels, torch):
    works = []
    for other in OTHER_SIDES:
        if other == side:
            continue
        try:
            model(torch.zeros(2, channels, other, other))
            works.append(other)
        except MemoryError:
            raise
        except Exception:
            continue
    return works[0] if len(works) == 1 else None


# ------------------------------------------------------------------------------------------------ the output


def find_output(output, shape, labels, torch):
    """``(path, squeeze)`` of the only output ``[N, labels]``; of the output itself if it is one tensor.

    ``squeeze`` is true for ``[N, K, 1, 1]``, and for ``[N]`` if there are two labels.
    """
    if isinstance(output, torch.Tensor):
        return (), _squeeze(output, shape, labels)
    # Objects may have one tensor under several names.
    named = {
        (id(value) if path[-1][0] == "name" else path): (path, value) for path, value in _tensors(output, (), torch)
    }
    found = list(named.values())
    fitting = []
    for path, value in found:
        try:
            squeeze = _squeeze(value, shape, labels)
        except Failure:
            continue
        outputs = value.shape[1] if value.dim() > 1 else 1
        if outputs == labels or (labels == 2 and outputs == 1):
            fitting.append((path, squeeze))
    if len(fitting) == 1:
        return fitting[0]
    shapes = [f"{_spelled(path)} {list(value.shape)}" for path, value in found]
    raise Failure(
        f"The model returns a {type(output).__name__} with {listed(shapes, 2 * SHOWN) if shapes else 'no tensor'}; "
        f"{'none' if not fitting else 'more than one'} of them has the shape [batch, {labels}] of the labels. In eval() "
        "it must return one such tensor: return logits."
    )


def _squeeze(output, shape, labels):
    if output.is_floating_point() and output.shape[:1] == (shape[0],):
        if output.dim() == 2:
            return False
        if output.dim() == 4 and tuple(output.shape[2:]) == (1, 1):
            return True
        if output.dim() == 1 and labels == 2:
            return True
    pixels = (
        " Networks that segment or generate pictures return values for each pixel: use them in Python, because FLSys predicts "
        "one label for a picture."
    )
    raise Failure(
        f"For an input of shape {shape} the model returns {str(output.dtype).replace('torch.', '')} of shape "
        f"{list(output.shape)}; it must return floats [{shape[0]}, classes].{pixels if output.dim() == 4 else ''}"
    )


def _tensors(value, path, torch):
    """The tensors in tuples, dicts and objects with their paths."""
    if isinstance(value, torch.Tensor):
        yield path, value
    elif len(path) < 3:
        for step, inner in _members(value):
            yield from _tensors(inner, (*path, step), torch)


def _members(value):
    if isinstance(value, Mapping):
        return [(("key", key), inner) for key, inner in value.items() if isinstance(key, (str, int))]
    if isinstance(value, (list, tuple)):
        return [(("index", number), inner) for number, inner in enumerate(value)]
    if dataclasses.is_dataclass(value):
        return [(("name", each.name), getattr(value, each.name)) for each in dataclasses.fields(value)]
    return [(("name", name), inner) for name, inner in getattr(value, "__dict__", {}).items()]


def _spelled(path):
    return "".join(f".{step}" if kind == "name" else f"[{step!r}]" for kind, step in path).lstrip(".")


# ------------------------------------------------------------------------------------------------ wrappers


def _flat(model, torch):
    class Flat(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input: torch.Tensor):
            return self.model(torch.flatten(input, 1))

    return Flat()


def _member(model, step, torch):
    kind, place = step

    class Member(torch.nn.Module):
        __constants__ = ["place"]

        def __init__(self):
            super().__init__()
            self.model = model
            self.place = place

        def forward(self, input: torch.Tensor):
            return self.model(input)[self.place]

    class Attribute(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input):
            return getattr(self.model(input), place)

    return Attribute() if kind == "name" else Member()


def _squeezed(model, torch):
    class Squeezed(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input: torch.Tensor):
            return self.model(input).reshape(input.shape[0], -1)

    return Squeezed()
