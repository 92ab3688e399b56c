"""Computes one column of the table of the tests of crops and grey pictures, by the installed Pillow.

    PYTHONPATH=FOLDER_WITH_PILLOW python3 src/test/parity/make_crop.py

A line is ``convert(mode)``, then torchvision's ``Resize(resize)`` and ``CenterCrop(crop)`` on a Pillow picture; without
``resize`` it is ``Resize((crop, crop))``. The size computations are those of current torchvision, see
``_compute_resized_output_size`` and ``center_crop`` in its ``transforms/functional.py``; the pixels are Pillow's. The
columns and the picture are those of ``make_resize.py``. Needs Pillow and numpy.
"""

from make_resize import TABLE, formula, update
from PIL import Image, ImageOps

CROPS = TABLE.with_name("crop.csv")
KEYS = ["mode", "width", "height", "resize", "crop"]

CASES = [
    # Photographs in both directions, a square one, and one of the right size.
    ("RGB", 640, 427, 256, 224),
    ("RGB", 427, 640, 256, 224),
    ("RGB", 300, 300, 256, 224),
    ("RGB", 256, 256, 256, 224),
    ("RGB", 256, 300, 256, 224),
    ("RGB", 224, 224, 224, 224),
    # Odd differences: the offset is rounded to the even number.
    ("RGB", 67, 45, 33, 28),
    ("RGB", 67, 45, 35, 32),
    ("RGB", 45, 67, 36, 33),
    ("RGB", 101, 77, 31, 28),
    # Enlarged.
    ("RGB", 20, 13, 40, 32),
    ("RGB", 13, 20, 40, 32),
    ("RGB", 20, 13, 32, 32),
    ("RGB", 3, 100, 8, 8),
    # One side much longer than the other.
    ("RGB", 2000, 5, 6, 5),
    ("RGB", 5, 2000, 6, 5),
    ("RGB", 5, 2000, 4, 4),
    ("RGB", 2000, 5, 4, 4),
    ("RGB", 700, 700, 9, 8),
    # Smaller than the crop: zeros around it.
    ("RGB", 67, 45, 20, 32),
    ("RGB", 45, 67, 20, 29),
    ("RGB", 67, 45, 15, 32),
    ("RGB", 45, 67, 15, 33),
    ("RGB", 1, 1, 3, 8),
    # Grey.
    ("L", 67, 45, None, 28),
    ("L", 640, 427, None, 28),
    ("L", 28, 28, None, 28),
    ("L", 20, 13, None, 32),
    ("L", 640, 427, 32, 28),
    ("L", 427, 640, 32, 28),
    ("L", 67, 45, 15, 32),
]


def resize(picture: Image.Image, size: int) -> Image.Image:
    width, height = picture.size
    short, long = (width, height) if width <= height else (height, width)
    new_short, new_long = size, int(size * long / short)
    return picture.resize((new_short, new_long) if width <= height else (new_long, new_short), Image.BILINEAR)


def center_crop(picture: Image.Image, size: int) -> Image.Image:
    width, height = picture.size
    if size > width or size > height:
        left, top = ((size - side) // 2 if size > side else 0 for side in (width, height))
        right, bottom = ((size - side + 1) // 2 if size > side else 0 for side in (width, height))
        picture = ImageOps.expand(picture, border=(left, top, right, bottom), fill=0)
        width, height = picture.size
        if (width, height) == (size, size):
            return picture
    top = int(round((height - size) / 2.0))
    left = int(round((width - size) / 2.0))
    return picture.crop((left, top, left + size, top + size))


def seen(mode: str, width: int, height: int, shorter: "int | None", size: int) -> bytes:
    picture = formula(width, height).convert(mode)
    if shorter is None:
        return picture.resize((size, size), Image.BILINEAR).tobytes()
    return center_crop(resize(picture, shorter), size).tobytes()


if __name__ == "__main__":
    update(CROPS, KEYS, CASES, seen)
