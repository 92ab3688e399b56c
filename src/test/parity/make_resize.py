"""Computes one column of the table of the tests of resizing, by the installed Pillow.

    pip install --target FOLDER pillow==13.0.0
    PYTHONPATH=FOLDER python3 src/test/parity/make_resize.py

Pillow changed the order of the two passes in 12.2 and in 13.0, so ``src/test/resources/parity/resize.csv`` has a column for
Pillow before 12.2, one for 12.2 and 12.3, and one for 13.0 and newer. A run replaces the column of its own Pillow and keeps
the others. The picture of a line is ``((7x + 13y + 50c) ^ (x * y)) & 255``, which the tests compute, too. Needs Pillow and
numpy.
"""

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL
from PIL import Image

TABLE = Path(__file__).resolve().parents[3] / "src" / "test" / "resources" / "parity" / "resize.csv"
SIZES = ["width", "height", "new_width", "new_height"]
RULES = ["before_12_2", "from_12_2", "from_13"]

CASES = [
    # On both sides of the rule of 13: the removed rows against twice the removed columns.
    (60, 88, 32, 32),
    (60, 89, 32, 32),
    (60, 90, 32, 32),
    (31, 33, 32, 32),
    (17, 410, 32, 32),
    (20, 31, 32, 32),
    (20, 32, 32, 32),
    (20, 33, 32, 32),
    (640, 1056, 224, 224),
    (640, 1057, 224, 224),
    (1500, 2000, 224, 224),
    (300, 3000, 224, 224),
    (40, 100, 40, 7),
    (5, 70, 300, 69),
    (5, 70, 300, 70),
    # On both sides of the rule of 12.2: the height against 100 times the width.
    (3, 300, 64, 32),
    (3, 301, 64, 32),
    (3, 301, 1, 300),
    (3, 301, 3, 32),
    (3, 301, 9, 301),
    (4, 401, 2, 400),
    (2, 600, 40, 500),
    (3, 5000, 64, 3),
    # One pass, and none.
    (32, 33, 32, 32),
    (32, 300, 32, 32),
    (67, 45, 67, 45),
]


def formula(width: int, height: int) -> Image.Image:
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return Image.fromarray(np.stack([(7 * x + 13 * y + 50 * c) ^ (x * y) for c in range(3)], -1).astype(np.uint8))


def rule() -> str:
    version = tuple(int(number) for number in PIL.__version__.split(".")[:2])
    return RULES[0] if version < (12, 2) else RULES[1] if version < (13, 0) else RULES[2]


def update(table: Path, keys: list[str], cases: list[tuple], pixels: Callable[..., bytes]) -> None:
    """Replaces the column of the installed Pillow with the digests of the pixels of each case, and keeps the others."""
    known = {}
    if table.is_file():
        with table.open(newline="") as file:
            known = {tuple(row[key] for key in keys): row for row in csv.DictReader(file)}
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, keys + RULES, lineterminator="\n")
        writer.writeheader()
        for case in cases:
            values = tuple("" if value is None else str(value) for value in case)
            row = {name: known.get(values, {}).get(name, "") for name in RULES}
            row[rule()] = hashlib.sha256(pixels(*case)).hexdigest()
            writer.writerow({**dict(zip(keys, values)), **row})
    print(f"{len(cases)} cases by Pillow {PIL.__version__}: column {rule()}")


def resized(width: int, height: int, new_width: int, new_height: int) -> bytes:
    return formula(width, height).resize((new_width, new_height), Image.BILINEAR).tobytes()


if __name__ == "__main__":
    update(TABLE, SIZES, CASES, resized)
