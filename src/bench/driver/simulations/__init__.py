"""Simulations: how fast and completely their output reaches clients, and that no process is left."""

from __future__ import annotations

from lengths import Lengths
from report import Report

from simulations import kills, latency, odd, reconnects, stopping, throughput


def measure(lengths: Lengths, report: Report) -> None:
    """Measures all sections. Each one is reported when it ends."""
    report.heading("Simulations")
    for section in (latency, throughput, reconnects, stopping, kills, odd):
        section.measure(lengths, report)
