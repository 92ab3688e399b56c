"""Makes the fixtures of the tests of pictures: picture files and Python's answers.

    flower-project-sample/.venv/bin/python src/test/parity/make_parity.py

Writes ``src/test/resources/parity/pictures/`` and ``expected.json`` beside it. The reference is a Flask
backend with Pillow and torchvision: ``Image.open(file).convert("RGB")``, ``Resize((32, 32))`` on the
Pillow image, ``ToTensor``, ``Normalize`` with ImageNet's values, the network in evaluation mode, softmax.
If torchvision cannot be imported, ToTensor and Normalize are computed here with the same arithmetic, and
the resize is Pillow's, which torchvision calls, too; ``python.torchvision`` in the result is then null.
Pictures are drawn from fixed seeds, so a second run on the same versions gives the same bytes. Run it with
a Pillow before 12.2. ``--pillow13 FOLDER`` names a folder into which ``pip install --target`` installed
Pillow 13, which resizes some pictures in another order. If it gives other pixels, the case has its answers
as ``pillow13``. Other sizes and versions are in ``make_resize.py``, rare kinds of files in
``make_rare.py``. ``--check`` compares with the existing files instead of writing, and exits with status 1
on a difference.
"""

import argparse
import hashlib
import io
import json
import os
import platform
import struct
import subprocess
import sys
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL
import torch
from PIL import Image, features

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "flower-project-sample"
OUT = ROOT / "src" / "test" / "resources" / "parity"
sys.path.insert(0, str(SAMPLE))

import digits  # noqa: E402
import model  # noqa: E402

try:
    import torchvision
except ImportError:
    torchvision = None

SIDE = 32
MODELS = {"LeNet": model.LeNet, "TinyResNet": model.TinyResNet}


# --- content -------------------------------------------------------------------------------------


def scene(width: int, height: int, seed: int, noise: float = 12.0) -> Image.Image:
    """A picture like a photo: colour gradients, two waves, a few digits and grain."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    base = np.stack(
        [
            200 * x + 40 * y,
            60 + 150 * y * (1 - x),
            220 - 160 * x * y + 25 * np.sin(9 * x + 5 * y),
        ],
        axis=-1,
    )
    base += 20 * np.sin(23 * y + seed)[..., None]
    picture = Image.fromarray(np.clip(base, 0, 255).astype(np.uint8))
    greys, _ = digits.test_greys()
    for place in range(3):
        side = max(2, int(min(width, height) * rng.uniform(0.4, 0.7)))
        strokes = Image.fromarray((greys[(seed * 3 + place) % len(greys)] * 15.9).astype(np.uint8))
        colour = tuple(int(c) for c in rng.integers(0, 256, 3))
        corner = (int(rng.integers(0, max(1, width - side))), int(rng.integers(0, max(1, height - side))))
        picture.paste(colour, corner, strokes.resize((side, side), Image.BILINEAR))
    grained = np.asarray(picture, dtype=np.float64) + rng.normal(0, noise, (height, width, 3))
    return Image.fromarray(np.clip(grained, 0, 255).astype(np.uint8))


def digit(value: int, side: int = 96, look: digits.Look | None = None) -> Image.Image:
    greys, labels = digits.test_greys()
    index = int((labels == value).nonzero()[0][0])
    return digits.draw(greys[index], look or digits.Look.plain(side))


def alpha(width: int, height: int) -> Image.Image:
    """A round mask: opaque in the middle, half-transparent at its rim, transparent in the corners."""
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    return Image.fromarray(np.clip(510 * (1.1 - np.hypot(x, y)), 0, 255).astype(np.uint8))


def with_alpha(picture: Image.Image) -> Image.Image:
    whole = picture.copy()
    whole.putalpha(alpha(*picture.size))
    return whole


def deep_grey(width: int, height: int) -> Image.Image:
    """16-bit grey with values below and far above 255, which Pillow treats differently."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    return Image.fromarray((600 * x * (0.2 + y) + 64000 * (x * y > 0.6)).astype(np.uint16))


def palette(picture: Image.Image, colours: int = 64) -> Image.Image:
    return picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def exif_orientation(value: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = value
    return exif.tobytes()


# --- files ---------------------------------------------------------------------------------------


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def deep_png(picture: Image.Image) -> bytes:
    """A PNG with 16 bits for each colour, which Pillow reads (by the high bytes) but cannot write."""
    wide = np.asarray(picture).astype(np.uint16) * 256
    low = np.random.default_rng(30).integers(0, 256, wide.shape, dtype=np.uint16)
    lines = (wide + low).astype(">u2")
    packed = zlib.compress(b"".join(b"\0" + line.tobytes() for line in lines), 9)
    header = struct.pack(">IIBBBBB", picture.width, picture.height, 16, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


Maker = Callable[[], bytes]

PICTURES: dict[str, tuple[bool, Maker]] = {
    # PNG
    "png_rgb.png": (True, lambda: saved(scene(160, 120, 1), "PNG")),
    "png_digit.png": (True, lambda: saved(digit(4, 128), "PNG")),
    "png_grey8.png": (True, lambda: saved(scene(150, 90, 2).convert("L"), "PNG")),
    "png_grey16.png": (True, lambda: saved(deep_grey(100, 80), "PNG")),
    "png_rgb16.png": (True, lambda: deep_png(scene(60, 50, 28))),
    "png_grey1.png": (True, lambda: saved(scene(97, 61, 3).convert("1"), "PNG")),
    "png_grey_alpha.png": (True, lambda: saved(with_alpha(scene(90, 90, 4).convert("L")), "PNG")),
    "png_rgba.png": (True, lambda: saved(with_alpha(scene(120, 100, 5)), "PNG")),
    "png_palette.png": (True, lambda: saved(palette(scene(140, 110, 6)), "PNG")),
    "png_palette16.png": (True, lambda: saved(palette(digit(2, 75), 16), "PNG", bits=4)),
    "png_palette_transparent.png": (
        True,
        lambda: saved(palette(scene(110, 110, 7)), "PNG", transparency=bytes(range(0, 256, 4))),
    ),
    "png_rgb_transparent.png": (
        True,
        lambda: saved(digit(6, 80), "PNG", transparency=(255, 255, 255)),
    ),
    "png_1x1.png": (True, lambda: saved(Image.new("RGB", (1, 1), (200, 30, 90)), "PNG")),
    "png_5x3.png": (True, lambda: saved(scene(5, 3, 8), "PNG")),
    "png_32x32.png": (True, lambda: saved(digit(9, 32), "PNG")),
    "png_31x33.png": (True, lambda: saved(scene(31, 33, 9), "PNG")),
    "png_wide.png": (True, lambda: saved(scene(600, 20, 10), "PNG")),
    "png_tall.png": (True, lambda: saved(scene(17, 410, 11), "PNG")),
    # JPEG
    "jpeg_444.jpg": (True, lambda: saved(scene(200, 150, 12), "JPEG", quality=92, subsampling=0)),
    "jpeg_422.jpg": (True, lambda: saved(scene(201, 151, 13), "JPEG", quality=85, subsampling=1)),
    "jpeg_420.jpg": (True, lambda: saved(scene(203, 149, 14), "JPEG", quality=80, subsampling=2)),
    "jpeg_digit.jpg": (True, lambda: saved(digit(7, 128), "JPEG", quality=90)),
    "jpeg_grey.jpg": (True, lambda: saved(scene(130, 100, 15).convert("L"), "JPEG", quality=85)),
    "jpeg_large.jpg": (True, lambda: saved(scene(1280, 960, 16, noise=6), "JPEG", quality=80)),
    "jpeg_progressive.jpg": (
        False,
        lambda: saved(scene(180, 140, 17), "JPEG", quality=85, progressive=True),
    ),
    "jpeg_cmyk.jpg": (False, lambda: saved(scene(160, 120, 18).convert("CMYK"), "JPEG", quality=90)),
    "jpeg_exif_rotated.jpg": (
        True,
        lambda: saved(digit(5, 100), "JPEG", quality=90, exif=exif_orientation(6)),
    ),
    # GIF
    "gif_plain.gif": (True, lambda: saved(palette(scene(120, 90, 19), 128), "GIF", interlace=0)),
    "gif_interlaced_transparent.gif": (
        True,
        lambda: saved(palette(scene(100, 101, 20)), "GIF", interlace=1, transparency=3),
    ),
    "gif_animated.gif": (
        True,
        lambda: saved(
            palette(digit(1, 64), 16),
            "GIF",
            save_all=True,
            append_images=[palette(digit(2, 64), 16), palette(digit(3, 64), 16)],
            duration=100,
            loop=0,
        ),
    ),
    # BMP
    "bmp_24.bmp": (True, lambda: saved(scene(91, 60, 21), "BMP")),
    "bmp_8_palette.bmp": (True, lambda: saved(palette(scene(93, 70, 22)), "BMP")),
    # WebP
    "webp_lossless.webp": (True, lambda: saved(scene(120, 90, 23, noise=3), "WEBP", lossless=True)),
    "webp_lossy.webp": (False, lambda: saved(scene(200, 150, 24), "WEBP", quality=80)),
    "webp_alpha.webp": (False, lambda: saved(with_alpha(scene(150, 120, 25)), "WEBP", quality=80)),
    # TIFF
    "tiff_rgb.tif": (True, lambda: saved(scene(80, 60, 26), "TIFF")),
    "tiff_lzw.tif": (True, lambda: saved(scene(80, 60, 27, noise=2), "TIFF", compression="tiff_lzw")),
}
"""File name: (whether every decoder must give the same pixels, function that makes its bytes)."""


# --- reference -----------------------------------------------------------------------------------


def resize(picture: Image.Image) -> Image.Image:
    if torchvision is not None:
        return torchvision.transforms.Resize((SIDE, SIDE))(picture)
    return picture.resize((SIDE, SIDE), Image.BILINEAR)


def to_tensor(picture: Image.Image) -> torch.Tensor:
    if torchvision is not None:
        steps = (torchvision.transforms.ToTensor(), torchvision.transforms.Normalize(digits.MEAN, digits.STD))
        return torchvision.transforms.Compose(steps)(picture)
    scaled = torch.from_numpy(np.array(picture)).permute(2, 0, 1).contiguous().to(torch.float32).div(255)
    mean = torch.tensor(digits.MEAN, dtype=torch.float32).view(3, 1, 1)
    std = torch.tensor(digits.STD, dtype=torch.float32).view(3, 1, 1)
    return scaled.sub_(mean).div_(std)


def networks() -> dict[str, torch.nn.Module]:
    loaded = {}
    for name, build in MODELS.items():
        loaded[name] = build()
        weights = torch.load(SAMPLE / "saved_models" / f"{name}.pth", map_location="cpu", weights_only=True)
        loaded[name].load_state_dict(weights)
        loaded[name].eval()
    return loaded


@torch.no_grad()
def reference(name: str, exact: bool, content: bytes, judges: dict[str, torch.nn.Module]) -> dict:
    opened = Image.open(io.BytesIO(content))
    mode, kind = opened.mode, opened.format
    decoded = opened.convert("RGB")
    resized = resize(decoded)
    batch = to_tensor(resized).unsqueeze(0)
    return {
        "file": name,
        "format": kind,
        "mode": mode,
        "lossless": exact,
        "size": list(decoded.size),
        "decoded_sha256": hashlib.sha256(decoded.tobytes()).hexdigest(),
        "resized_sha256": hashlib.sha256(resized.tobytes()).hexdigest(),
        "predictions": {
            judge: [float(p) for p in torch.softmax(network(batch), dim=1)[0].tolist()]
            for judge, network in judges.items()
        },
    }


def add_pillow13(cases: list[dict], folder: str) -> None:
    """Adds the answers of the Pillow 13 in ``folder``, which runs in its own process."""
    answer = subprocess.run(
        [sys.executable, __file__, "--answers"],
        env={**os.environ, "PYTHONPATH": folder},
        check=True,
        capture_output=True,
        text=True,
    )
    newer = json.loads(answer.stdout)
    for case in cases:
        other = newer[case["file"]]
        assert other["decoded_sha256"] == case["decoded_sha256"], f"{case['file']} is decoded to other pixels"
        if other["resized_sha256"] != case["resized_sha256"]:
            case["pillow13"] = {name: other[name] for name in ("resized_sha256", "predictions")}


def answers(judges: dict[str, torch.nn.Module]) -> dict[str, dict]:
    return {
        name: reference(name, exact, (OUT / "pictures" / name).read_bytes(), judges)
        for name, (exact, _) in PICTURES.items()
    }


def versions() -> dict:
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "torchvision": torchvision.__version__ if torchvision is not None else None,
        "pillow": PIL.__version__,
        "libjpeg_turbo": features.version_feature("libjpeg_turbo"),
        "webp": features.version_module("webp"),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the picture-parity fixtures.")
    parser.add_argument("--check", action="store_true", help="compare with the existing files, write nothing")
    parser.add_argument("--pillow13", metavar="FOLDER", help="folder with an installed Pillow 13 or newer")
    parser.add_argument("--answers", action="store_true", help="print the answers of this Pillow for the existing pictures")
    options = parser.parse_args()
    check = options.check
    torch.set_num_threads(1)  # the number of threads changes the order of additions, and so the last digit
    # Pillow warns of transparency in a palette, which is dropped on purpose.
    warnings.filterwarnings("ignore", message="Palette images with Transparency")
    judges = networks()
    if options.answers:
        print(json.dumps(answers(judges)))
        return 0
    files = {f"pictures/{name}": make() for name, (_, make) in PICTURES.items()}
    cases = [
        reference(name, exact, files[f"pictures/{name}"], judges) for name, (exact, _) in PICTURES.items()
    ]
    if options.pillow13:
        add_pillow13(cases, options.pillow13)
    expected = {
        "img_size": SIDE,
        "mean": list(digits.MEAN),
        "std": list(digits.STD),
        "labels": list(digits.LABELS),
        "python": versions(),
        "cases": cases,
    }
    files["expected.json"] = (json.dumps(expected, indent=1) + "\n").encode()
    if check:
        wrong = [name for name, content in files.items() if not _same(OUT / name, content)]
        print("\n".join(f"differs: {name}" for name in wrong) or f"{len(files)} files are up to date")
        return 1 if wrong else 0
    (OUT / "pictures").mkdir(parents=True, exist_ok=True)
    for stale in (OUT / "pictures").iterdir():
        if f"pictures/{stale.name}" not in files:
            stale.unlink()
    for name, content in files.items():
        (OUT / name).write_bytes(content)
    print(f"{len(cases)} pictures, {sum(map(len, files.values()))} bytes in all")
    return 0


def _same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


if __name__ == "__main__":
    sys.exit(main())
