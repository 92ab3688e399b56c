"""Prints what a Flower server prints, and leaves a model. For tests of the console."""

import argparse
import shutil
import sys
import time
from pathlib import Path

HOSTILE = [
    "<img src=x onerror=\"document.title='harmed'\">",
    "<script>document.title='harmed'</script> &amp; \"quoted\" ${title}",
    "\x1b[1;31mred and bold\x1b[0m then \x1b[38;5;33mblue\x1b[0m and \x1b[48;2;10;200;30mgreen behind\x1b[0m",
    "\x1b]0;title\x07\x1b]8;;javascript:alert(1)\x1b\\a link\x1b]8;;\x1b\\ \x1b[2J\x1b[999;999H\x1bP1$r\x1b\\ after",
    "\x1b[" + "1;" * 3000 + "m" + "many parameters",
    "unfinished \x1b[38;2;",
    "right to left \u202e gnp.exe \u202c, nothing \x00\x07\x08, half a pair \U0001f600 猫と犬",
    "piled marks e" + "\u0301" * 10_000,
    "x" * 10_000,
    "𝕏" * 10_000,
]


def main() -> int:
    parser = argparse.ArgumentParser(formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of training")
    parser.add_argument("--pause", type=float, default=0.05, help="seconds a round takes")
    parser.add_argument("--lines", type=int, default=0, help="lines of output a round, beside Flower's")
    parser.add_argument("--network", choices=["LeNet", "<b>Bold</b>"], default="LeNet", help="<i>which</i> network")
    parser.add_argument("--tags", nargs="*", default=["a,b", "c"], help="words")
    parser.add_argument("--seed", type=int, default=2**60 + 1, help="beyond what JavaScript counts exactly")
    parser.add_argument("--bar", type=int, default=0, help="steps of a progress bar, each of which takes the place of the one before it in a terminal, as those of tqdm do")
    parser.add_argument("--fail", action="store_true", help="fail after the last round")
    parser.add_argument("--hostile", action="store_true", help="print what may harm a page")
    options = parser.parse_args()

    print(f"INFO :      Starting Flower simulation, config: num_rounds={options.rounds}, no round_timeout")
    if options.hostile:
        print("\n".join(HOSTILE))
    for step in range(1, options.bar + 1):
        print(f"\rstep {step}/{options.bar}", end="", file=sys.stderr, flush=True)
        time.sleep(0.01)
    if options.bar:
        print(file=sys.stderr, flush=True)
    for number in range(1, options.rounds + 1):
        print(f"INFO :      [ROUND {number}]", flush=True)
        for line in range(options.lines):
            print(f"line {line} of round {number}")
        time.sleep(options.pause)
        print(
            f"INFO :      fit progress: ({number}, {1 / number}, {{'accuracy': {1 - 0.5 / number}}}, {number / 10})",
            flush=True,
        )
    if options.fail:
        raise ValueError("shapes (64, 10) and (32, 10) differ")
    print(f"INFO :      Run finished {options.rounds} round(s) in 0.3s", flush=True)
    weights = Path(__file__).parent / "weights"
    shutil.copyfile(weights / "seed.onnx", weights / f"trained_{int(time.time())}.onnx")
    return 0


if __name__ == "__main__":
    sys.exit(main())
