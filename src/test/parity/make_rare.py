"""Computes the table of the rare kinds of pictures, by the installed Pillow.

    python3 src/test/parity/make_rare.py

Reads the files in ``src/test/resources/parity/rare`` and writes ``rare.csv`` beside that folder. A digest is the SHA-256
of ``Image.open(file).convert("RGB").tobytes()``. Of each JPEG in CMYK, there and in ``pictures``, the pixels are written
as PNG to ``cmyk``, because those are compared with a tolerance of one level. Needs Pillow before 12.
"""

import csv
import hashlib
import warnings
from pathlib import Path

from PIL import Image

PARITY = Path(__file__).resolve().parents[3] / "src" / "test" / "resources" / "parity"


def rgb(file: Path) -> Image.Image:
    with Image.open(file) as picture:
        return picture.convert("RGB")


def write_table() -> None:
    with (PARITY / "rare.csv").open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "width", "height", "sha256"])
        for path in sorted((PARITY / "rare").iterdir()):
            picture = rgb(path)
            table.writerow([path.name, *picture.size, hashlib.sha256(picture.tobytes()).hexdigest()])


def write_cmyk() -> None:
    for path in PARITY.glob("*/*.jpg"):
        with Image.open(path) as picture:
            cmyk = picture.mode == "CMYK"
        if cmyk:
            rgb(path).save(PARITY / "cmyk" / path.parent.name / f"{path.stem}.png", optimize=True)


if __name__ == "__main__":
    # Pillow warns of transparency in a palette, which is dropped on purpose.
    warnings.simplefilter("ignore")
    write_table()
    write_cmyk()
