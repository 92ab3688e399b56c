import os

import numpy
import torch

from corpus_tools import picture, probabilities, write_expected
from model import Net

torch.manual_seed(1)
net = Net().eval()
os.makedirs("weights")
torch.save(net.state_dict(), "weights/Net.pth")
pixels = picture()
grey = picture(seed=1, channels=1)
deep = numpy.random.RandomState(2).randint(0, 400, (8, 8))


def write(name, head, content):
    with open(name, "wb") as file:
        file.write(head + content)


write("colour.ppm", b"P6\n# a comment\n8 8\n255\n", pixels.tobytes())
write("text.ppm", b"P3 8 8 255\n", " ".join(map(str, pixels.ravel())).encode())
write("grey.pgm", b"P5 8 8 255\n", grey.tobytes())
write("deep.pgm", b"P5 8 8 65535\n", deep.astype(">u2").tobytes())
as_colour = {
    "colour.ppm": pixels,
    "text.ppm": pixels,
    "grey.pgm": numpy.stack([grey] * 3, -1),
    # Pillow reads mode I and clips it to 255.
    "deep.pgm": numpy.stack([deep.clip(0, 255).astype(numpy.uint8)] * 3, -1),
}
write_expected(
    {"models": {"Net": {"predictions": {name: probabilities(net, rgb) for name, rgb in as_colour.items()}}}}
)
