import torch
from corpus_tools import HALF, picture, png, probabilities, save, softmax, write_expected
from model import Weighted

# The shorter side has 10 pixels already, so Resize(10) changes nothing.
pixels = picture(10, 14)
png("picture.png", pixels)
expected = {}
for name, side, shares, activation in (
    ("plain", 8, False, softmax),
    ("small_plain", 6, False, torch.sigmoid),
    ("shares", 8, True, lambda outputs: outputs),
):
    net = Weighted(side, shares)
    save(net, f"weights/{name}.pth")
    top, left = (10 - side) // 2, (14 - side) // 2
    middle = pixels[top : top + side, left : left + side]
    answers = probabilities(net, middle, activation, normalisation=HALF)
    expected[name] = {"predictions": {"picture.png": answers}}
write_expected({"models": expected})
