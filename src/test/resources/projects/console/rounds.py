"""Prints what a Flower server prints, and leaves a model after each round. For tests of the console."""

import argparse
import shutil
import sys
import time
from pathlib import Path

WEIGHTS = Path(__file__).parent / "weights"


def main() -> int:
    parser = argparse.ArgumentParser(formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of training")
    parser.add_argument("--pause", type=float, default=0.05, help="seconds a round takes")
    options = parser.parse_args()

    print(f"INFO :      Starting Flower simulation, config: num_rounds={options.rounds}, no round_timeout")
    for number in range(1, options.rounds + 1):
        print(f"INFO :      [ROUND {number}]", flush=True)
        time.sleep(options.pause)
        shutil.copyfile(WEIGHTS / "seed.onnx", WEIGHTS / "live.tmp")
        (WEIGHTS / "live.tmp").rename(WEIGHTS / f"live_round_{number}.onnx")
        print(
            f"INFO :      fit progress: ({number}, {1 / number}, {{'accuracy': {1 - 0.5 / number}}}, {number / 10})",
            flush=True,
        )
    print(f"INFO :      Run finished {options.rounds} round(s) in 0.3s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
