"""How long things are measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lengths:
    """Times in seconds.

    :param rounds: how often each server has its turn
    :param warm_up: once, before the first round: a JIT needs it
    :param settle: before each turn, uncounted
    :param swap_seconds: that the swaps are spread over
    :param memory_warm_up: requests before the first look at the memory
    :param forks: JVMs that decode
    :param iterations: of each step in each of them
    """

    rounds: int
    turn: int
    picture_turn: int
    warm_up: int
    settle: int
    swaps: int
    swap_seconds: int
    predictions: int
    memory_warm_up: int
    memory_requests: int
    forks: int
    iterations: int


FULL = Lengths(
    rounds=5,
    turn=6,
    picture_turn=8,
    warm_up=15,
    settle=1,
    swaps=1_000,
    swap_seconds=65,
    predictions=1_000_000,
    memory_warm_up=500_000,
    memory_requests=3_000,
    forks=2,
    iterations=3,
)

QUICK = Lengths(
    rounds=3,
    turn=3,
    picture_turn=5,
    warm_up=10,
    settle=1,
    swaps=100,
    swap_seconds=8,
    predictions=50_000,
    memory_warm_up=50_000,
    memory_requests=300,
    forks=1,
    iterations=2,
)
