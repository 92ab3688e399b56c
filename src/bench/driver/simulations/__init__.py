"""Simulations: how fast and how completely their output reaches clients, and that nothing of them is left behind."""

from __future__ import annotations

from lengths import Lengths
from report import Report

from simulations import crowd, kills, latency, odd, reconnects, stopping, throughput


def measure(lengths: Lengths, report: Report) -> None:
    """All of it; each section is reported when it is done."""
    report.heading("Simulations")
    for section in (latency, throughput, reconnects, crowd, stopping, kills, odd):
        section.measure(lengths, report)
