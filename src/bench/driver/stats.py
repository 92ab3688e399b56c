"""Figures of several rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    """The least, the median and the most of several rounds."""

    least: float
    middle: float
    most: float

    @staticmethod
    def of(values: Sequence[float]) -> Spread:
        return Spread(min(values), median(values), max(values))

    def text(self, digits: int) -> str:
        return f"{self.middle:,.{digits}f} ({self.least:,.{digits}f}..{self.most:,.{digits}f})"


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """The ratio of each round. A slow machine slows both sides of one round."""
    return Spread.of([a / b for a, b in zip(ours, theirs, strict=True)])
