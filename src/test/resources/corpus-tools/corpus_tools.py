"""Tools for the make.py of a project of the corpus. Needs Python 3.9 and NumPy only."""
import json
import struct
import zlib

import numpy


def png(path, pixels):
    """Writes uint8 pixels [H][W][3] or [H][W] as a PNG file."""
    pixels = numpy.ascontiguousarray(pixels, dtype=numpy.uint8)
    height, width = pixels.shape[:2]
    kind = 2 if pixels.ndim == 3 else 0
    rows = b"".join(b"\0" + pixels[y].tobytes() for y in range(height))

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)))
        file.write(chunk(b"IDAT", zlib.compress(rows)))
        file.write(chunk(b"IEND", b""))


def picture(size=8, seed=0, channels=3):
    """Pixels of the same pseudo-random picture in each run, uint8 [size][size][3], or [size][size] for one channel."""
    shape = (size, size) if channels == 1 else (size, size, channels)
    return numpy.random.RandomState(seed).randint(0, 256, shape).astype(numpy.uint8)


def write_expected(expected):
    """Writes expected.json."""
    with open("expected.json", "w", encoding="utf-8") as file:
        json.dump(expected, file, indent=1)


def tensor(pixels, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)):
    """The input [1][C][H][W] of pixels that have the model's size already: divided by 255 and normalised."""
    import torch

    values = torch.from_numpy(numpy.atleast_3d(pixels).astype("float32").transpose(2, 0, 1)) / 255
    mean, std = (torch.tensor(each, dtype=torch.float32).reshape(-1, 1, 1) for each in (mean, std))
    return ((values - mean) / std).unsqueeze(0)


def probabilities(net, pixels, labels=("a", "b", "c"), **normalisation):
    """The softmax of the network's answer by label, for pixels that have the model's size already."""
    import torch

    with torch.no_grad():
        answer = torch.softmax(net.eval()(tensor(pixels, **normalisation)), 1)[0]
    return dict(zip(labels, answer.tolist()))
