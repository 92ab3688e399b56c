"""The cells of a notebook, saved as a script."""

import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--lr", type=float, default=0.1)
args = parser.parse_args(args=[])

for round in range(1, args.rounds + 1):
    print(f"round {round} with lr {args.lr} and seed {os.environ.get('SEED', '0')}")
