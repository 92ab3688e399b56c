"""Pictures that take a decoder as long as photographs, the same in every run."""

from __future__ import annotations

import numpy as np
from PIL import Image

QUALITY = 85


def photo(width: int, height: int, seed: int = 7) -> Image.Image:
    """Noise whose spectrum falls with the frequency, like that of photographs, and some hard edges."""
    random = np.random.default_rng(seed)
    light = _clouds(random, width, height)
    tint = np.stack([_clouds(random, width, height, falling=1.6) for _ in range(3)], axis=-1)
    pixels = 110 + 55 * light[..., None] + 18 * tint
    rows, columns = np.mgrid[0:height, 0:width]
    for _ in range(12):
        x, y = random.uniform(0, width), random.uniform(0, height)
        radius = random.uniform(0.03, 0.15) * width
        inside = (columns - x) ** 2 + (rows - y) ** 2 < radius**2
        pixels[inside] = 0.5 * pixels[inside] + 0.5 * random.uniform(20, 235, size=3)
    pixels += random.normal(0, 3, size=pixels.shape)  # grain
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8), "RGB")


def _clouds(random: np.random.Generator, width: int, height: int, falling: float = 1.2) -> np.ndarray:
    """Noise with an amplitude of ``1 / frequency ** falling``: mean 0, deviation 1."""
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :])
    frequency[0, 0] = 1
    spectrum = np.fft.rfft2(random.normal(size=(height, width))) / frequency**falling
    spectrum[0, 0] = 0
    clouds = np.fft.irfft2(spectrum, s=(height, width))
    return clouds / clouds.std()
