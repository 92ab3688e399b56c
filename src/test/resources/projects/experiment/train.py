"""Stands in for a training script: its rounds follow from its learning rate and its seed, without any network."""

import argparse
import random
import time

parser = argparse.ArgumentParser(allow_abbrev=False)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--learning_rate", type=float, default=0.1)
parser.add_argument("--seed", type=int, default=40)
parser.add_argument("--sleep", type=float, default=0.4, help="seconds of a round")
options = parser.parse_args()

random.seed(options.seed + options.learning_rate)
for number in range(1, options.rounds + 1):
    print(f"[ROUND {number}/{options.rounds}]", flush=True)
    time.sleep(options.sleep)
    accuracy = min(0.99, 0.5 + options.learning_rate * number + 0.05 * random.random())
    print(f"fit progress: ({number}, {1 - accuracy}, {{'accuracy': {accuracy}}}, {number}.0)", flush=True)
