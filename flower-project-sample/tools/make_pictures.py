"""Makes pictures/: digits of the test split at 128x128 that every trained network recognises.

    python tools/make_pictures.py

Each picture shows the first test digit that every state dict in saved_models/ recognises with a probability
of at least 0.95. The written file is checked, so JPEG's losses are included.
"""

import io
import sys
from pathlib import Path

import torch
from PIL import Image
from torch import nn

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

import digits  # noqa: E402
import model  # noqa: E402

SIZE = 128
WANTED = 0.95

INKS = {
    "blue": digits.Look(SIZE, 112, 8, 10, ink=(20, 40, 92), paper=(235, 230, 205)),
    "chalk": digits.Look(SIZE, 116, 6, 4, ink=(240, 240, 225), paper=(25, 60, 45)),
}

PICTURES = [(f"digit_{digit}.png", digit, digits.Look.plain(SIZE)) for digit in range(10)] + [
    ("digit_3_blue.jpg", 3, INKS["blue"]),
    ("digit_7_blue.jpg", 7, INKS["blue"]),
    ("digit_8_chalk.png", 8, INKS["chalk"]),
    ("digit_5_chalk.jpg", 5, INKS["chalk"]),
]


def networks() -> list[nn.Module]:
    loaded = []
    for path in sorted((PROJECT / "saved_models").glob("*.pth")):
        network = getattr(model, path.stem.split("_")[0])()
        network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
        loaded.append(network.eval())
    return loaded


def encoded(picture: Image.Image, name: str) -> bytes:
    file = io.BytesIO()
    if name.endswith(".jpg"):
        picture.save(file, "JPEG", quality=90)
    else:
        picture.save(file, "PNG", optimize=True)
    return file.getvalue()


@torch.no_grad()
def lowest_probability(content: bytes, digit: int, judges: list[nn.Module]) -> float:
    batch = digits.to_input(Image.open(io.BytesIO(content))).unsqueeze(0)
    return min(torch.softmax(judge(batch), 1)[0, digit].item() for judge in judges)


if __name__ == "__main__":
    folder = PROJECT / "pictures"
    folder.mkdir(exist_ok=True)
    greys, labels = digits.test_greys()
    judges = networks()
    used: set[int] = set()
    for name, digit, look in PICTURES:
        for index in (labels == digit).nonzero()[0]:
            content = encoded(digits.draw(greys[index], look), name)
            probability = lowest_probability(content, digit, judges)
            if index not in used and probability >= WANTED:
                used.add(int(index))
                (folder / name).write_bytes(content)
                print(f"{name}: test digit {index}, probability at least {probability:.4f}")
                break
        else:
            sys.exit(f"{name}: no test digit reaches {WANTED}")
