"""Tools for the make.py of a project of the corpus, and the program that runs the make.py of several projects."""

import json
import multiprocessing
import os
import runpy
import struct
import sys
import zlib

import numpy
import torch

EACH_BATCH = {"dynamic_axes": {"x": {0: "n"}, "y": {0: "n"}}}
IMAGENET = {"mean": (0.485, 0.456, 0.406), "std": (0.229, 0.224, 0.225)}
HALF = {"mean": (0.5,), "std": (0.5,)}


def write(path, content):
    """Writes text or bytes into a file, and makes its folder."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)


def save(content, path):
    """Saves a TorchScript, the state dict of a network, or any other content, and makes the folder of the file."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    if isinstance(content, torch.jit.ScriptModule):
        content.save(path)
    else:
        torch.save(content.state_dict() if isinstance(content, torch.nn.Module) else content, path)


def save_onnx(net, inputs, **options):
    """Exports a network as weights/Net.onnx."""
    os.makedirs("weights", exist_ok=True)
    torch.onnx.export(net.eval(), inputs, "weights/Net.onnx", input_names=["x"], output_names=["y"], **options)


def png(path, pixels):
    """Writes uint8 pixels [H][W][3] or [H][W] as a PNG file."""
    pixels = numpy.ascontiguousarray(pixels, dtype=numpy.uint8)
    height, width = pixels.shape[:2]
    kind = 2 if pixels.ndim == 3 else 0
    rows = b"".join(b"\0" + pixels[y].tobytes() for y in range(height))

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0))
    write(path, b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def picture(height=8, width=8, seed=0, channels=3):
    """Pixels of the same pseudo-random picture in each run, uint8 [H][W][3], or [H][W] for one channel."""
    shape = (height, width) if channels == 1 else (height, width, channels)
    return numpy.random.RandomState(seed).randint(0, 256, shape).astype(numpy.uint8)


PICTURE = picture()


def grey(pixels):
    """The pixels after Pillow's convert("L")."""
    red, green, blue = (pixels[..., channel].astype(numpy.int64) for channel in range(3))
    return ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16).astype(numpy.uint8)


def tensor(pixels, mean=IMAGENET["mean"], std=IMAGENET["std"]):
    """The input [1][C][H][W] of pixels that have the model's size already: divided by 255 and normalised."""
    values = torch.from_numpy(numpy.atleast_3d(pixels).astype("float32").transpose(2, 0, 1)) / 255
    mean, std = (torch.tensor(each, dtype=torch.float32).reshape(-1, 1, 1) for each in (mean, std))
    return ((values - mean) / std).unsqueeze(0)


def softmax(outputs):
    return outputs.softmax(-1)


def answers(outputs, activation=softmax, labels="abc"):
    """The probabilities by label, from the outputs of a network for one picture."""
    return dict(zip(labels, activation(outputs.detach().flatten()).tolist()))


def probabilities(net, pixels, activation=softmax, labels="abc", normalisation=IMAGENET):
    """The probabilities by label that a network answers for pixels that have the model's size already."""
    return answers(net.eval()(tensor(pixels, **normalisation)), activation, labels)


def predictions(expected_answers):
    """Writes picture.png, and expects these probabilities for it."""
    png("picture.png", PICTURE)
    return {"predictions": {"picture.png": expected_answers}}


def predicts(net, pixels=PICTURE, **options):
    """Writes picture.png, and expects the probabilities of its pixels after their conversion to those of the model."""
    return predictions(probabilities(net, pixels, **options))


def exports(net, pixels=PICTURE, **options):
    """As predicts(), and expects that the model was exported from the class of the network."""
    return {"class": type(net).__name__, **predicts(net, pixels, **options)}


def write_expected(expected):
    """Writes expected.json."""
    write("expected.json", json.dumps(expected, indent=1))


def make(folder):
    """Runs the make.py of a project in its folder. It finds the modules that are beside it, and its seed is 1."""
    os.chdir(folder)
    sys.path.insert(0, folder)
    sys.argv = ["make.py"]
    torch.manual_seed(1)
    try:
        runpy.run_path("make.py", run_name="__main__")
    except (Exception, SystemExit) as failed:
        raise RuntimeError(folder + "/make.py: " + repr(failed)) from failed


if __name__ == "__main__":
    # A new process for each project, which does not import torch again.
    with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        pool.map(make, sys.argv[1:], chunksize=1)
