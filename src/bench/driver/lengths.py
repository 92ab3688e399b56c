"""The lengths of all measurements."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lengths:
    """Times in seconds.

    :param rounds: turns of each server
    :param warm_up: once before the first round, for the JIT
    :param settle: before each turn, not counted
    :param swap_seconds: the time over which the swaps are spread
    :param memory_warm_up: requests before the memory is measured first
    :param forks: JVMs of each JMH benchmark
    :param iterations: of each step in each JVM
    :param simulation_rounds: of each part of the simulations that has rounds
    :param latency_seconds: printing time of the child in each round of ``latency``
    :param throughput_lines: lines that a child prints as fast as it can
    :param crowd_seconds: printing time of the slow child with many clients
    :param crowd_lines: lines of the fast child with many clients
    :param crowd_pairs: pairs of a run of the slow child with many clients and a run without
    :param crowd_fast_pairs: the same of the fast child
    :param crowd_warm_up: runs of each kind before them
    :param stops: stopped trees of processes
    :param ray_stops: stopped simulations of the sample project
    :param kills: killed children, and killed services
    :param odd_lines: lines of the output with many short lines
    :param starts: starts of each service
    :param warm_ups: starts of each JDK whose first rates are measured
    :param until_steady: between the first and the steady rate
    :param console_rounds: visits of a browser
    :param console_lines: lines of the log in the browser
    :param weight_rounds: new files of weights of each network
    :param weight_swaps: new files of weights under load
    :param ends: SIGTERMs with a simulation, and without
    :param growth_quick: whether the curves of growth end two sizes earlier
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
    simulation_rounds: int
    latency_seconds: int
    throughput_lines: int
    crowd_seconds: int
    crowd_lines: int
    crowd_pairs: int
    crowd_fast_pairs: int
    crowd_warm_up: int
    stops: int
    ray_stops: int
    kills: int
    odd_lines: int
    starts: int
    warm_ups: int
    until_steady: int
    console_rounds: int
    console_lines: int
    weight_rounds: int
    weight_swaps: int
    ends: int
    growth_quick: bool


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
    simulation_rounds=3,
    latency_seconds=30,
    throughput_lines=500_000,
    crowd_seconds=30,
    crowd_lines=1_000_000,
    crowd_pairs=3,
    crowd_fast_pairs=11,
    crowd_warm_up=15,
    stops=100,
    ray_stops=5,
    kills=10,
    odd_lines=1_000_000,
    starts=15,
    warm_ups=3,
    until_steady=60,
    console_rounds=3,
    console_lines=500_000,
    weight_rounds=40,
    weight_swaps=200,
    ends=10,
    growth_quick=False,
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
    simulation_rounds=1,
    latency_seconds=10,
    throughput_lines=500_000,
    crowd_seconds=10,
    crowd_lines=200_000,
    crowd_pairs=1,
    crowd_fast_pairs=1,
    crowd_warm_up=1,
    stops=20,
    ray_stops=1,
    kills=2,
    odd_lines=100_000,
    starts=3,
    warm_ups=1,
    until_steady=30,
    console_rounds=1,
    console_lines=50_000,
    weight_rounds=5,
    weight_swaps=20,
    ends=2,
    growth_quick=True,
)
