"""The pictures of this project: 1,797 real handwritten digits as 32x32 RGB.

scikit-learn contains them as 8x8 grey images, so nothing is downloaded. Pillow draws each as a picture
of some size, place, ink and paper colour. The picture is then prepared exactly as FLSys prepares one:
antialiased bilinear resize to 32x32, division by 255, ImageNet's mean and standard deviation.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SIDE = 32
"""Side of the square input of the networks, pixels (FLSys: ``IMG_SIZE``)."""

LABELS = tuple("0123456789")
"""Names of the outputs in their order (FLSys: ``CLASS_LABELS``)."""

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)

_SPLIT_SEED = 7
_TEST_SHARE = 0.2


@dataclass(frozen=True)
class Look:
    """How a digit is drawn: picture side and digit side in pixels, place of its corner, colours."""

    side: int
    digit_side: int
    left: int
    top: int
    ink: tuple[int, int, int]
    paper: tuple[int, int, int]

    @staticmethod
    def plain(side: int) -> "Look":
        """Black on white, filling the picture."""
        return Look(side, side, 0, 0, (0, 0, 0), (255, 255, 255))

    @staticmethod
    def random(rng: np.random.Generator) -> "Look":
        """Any size from 24 to 200 pixels, dark on light or light on dark, near the middle."""
        side = int(rng.integers(24, 201))
        digit_side = round(side * rng.uniform(0.78, 1.0))
        room = side - digit_side
        dark = tuple(int(c) for c in rng.integers(0, 96, 3))
        light = tuple(int(c) for c in rng.integers(170, 256, 3))
        ink, paper = (dark, light) if rng.random() < 0.7 else (light, dark)
        left, top = (int(p) for p in rng.integers(0, room + 1, 2))
        return Look(side, digit_side, left, top, ink, paper)


def draw(grey: np.ndarray, look: Look) -> Image.Image:
    """The RGB picture of one digit; ``grey`` is 8x8 with values from 0 (paper) to 16 (ink)."""
    strokes = Image.fromarray(np.round(grey * (255 / 16)).astype(np.uint8))
    strokes = strokes.resize((look.digit_side, look.digit_side), Image.BILINEAR)
    picture = Image.new("RGB", (look.side, look.side), look.paper)
    picture.paste(look.ink, (look.left, look.top), strokes)
    return picture


def to_input(picture: Image.Image, side: int = SIDE) -> torch.Tensor:
    """The network's input ``[3, side, side]`` of any picture, as FLSys computes it."""
    resized = picture.convert("RGB").resize((side, side), Image.BILINEAR)
    scaled = torch.from_numpy(np.array(resized)).permute(2, 0, 1).float() / 255
    return (scaled - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)


@lru_cache(maxsize=1)
def _split() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Training greys, test greys, training labels, test labels: the same on every machine."""
    digits = load_digits()
    return tuple(
        train_test_split(
            digits.images,
            digits.target,
            test_size=_TEST_SHARE,
            stratify=digits.target,
            random_state=_SPLIT_SEED,
        )
    )


def test_greys() -> tuple[np.ndarray, np.ndarray]:
    """The undrawn test split: ``[360, 8, 8]`` greys and their labels."""
    _, greys, _, labels = _split()
    return greys, labels


@lru_cache(maxsize=1)
def test_set() -> tuple[torch.Tensor, torch.Tensor]:
    """The test split, each digit once plain (at 128 pixels) and once in a random look."""
    greys, labels = test_greys()
    looks = [Look.random(np.random.default_rng((1, i))) for i in range(len(greys))]
    pictures = [draw(grey, Look.plain(128)) for grey in greys]
    pictures += [draw(grey, look) for grey, look in zip(greys, looks)]
    inputs = torch.stack([to_input(picture) for picture in pictures])
    return inputs, torch.from_numpy(np.concatenate([labels, labels])).long()


@lru_cache(maxsize=4)
def client_sets(
    partition: int, partitions: int, looks: int = 3, holdout: float = 0.1
) -> tuple[tuple[torch.Tensor, torch.Tensor], tuple[torch.Tensor, torch.Tensor]]:
    """One client's data: (inputs, labels) for training and (inputs, labels) held out for evaluation.

    The clients' shares have no digit in common, and their sizes differ by one at most. The share has
    every digit plain and in ``looks - 1`` random looks.
    """
    if not 0 <= partition < partitions:
        raise ValueError(f"partition {partition} is not one of {partitions}")
    greys, _, labels, _ = _split()
    own = np.random.default_rng(_SPLIT_SEED).permutation(len(greys))[partition::partitions]
    if len(own) < 2:
        raise ValueError(f"{len(greys)} digits are too few for {partitions} clients")
    held_out = max(1, int(len(own) * holdout))
    return _drawn(own[held_out:], greys, labels, looks), _drawn(own[:held_out], greys, labels, looks)


def _drawn(indices: np.ndarray, greys: np.ndarray, labels: np.ndarray, looks: int) -> tuple[torch.Tensor, torch.Tensor]:
    inputs, targets = [], []
    for index in indices:
        for view in range(looks):
            rng = np.random.default_rng((0, int(index), view))
            look = Look.random(rng) if view else Look.plain(int(rng.integers(32, 201)))
            inputs.append(to_input(draw(greys[index], look)))
            targets.append(int(labels[index]))
    return torch.stack(inputs), torch.tensor(targets)
