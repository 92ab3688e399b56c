import argparse
import os

import torch

from model import Net

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=2)
rounds = parser.parse_args().rounds
torch.manual_seed(3)
print(f"INFO :      Starting Flower simulation, config: num_rounds={rounds}, no round_timeout")
print("INFO :      initial parameters (loss, other metrics): 1.5, {'accuracy': 0.25}")
for number in range(1, rounds + 1):
    print(f"INFO :      [ROUND {number}]")
    print("INFO :      configure_fit: strategy sampled 2 clients (out of 2)")
    print("INFO :      aggregate_fit: received 2 results and 0 failures")
    print(f"INFO :      fit progress: ({number}, {1 / number}, {{'accuracy': {0.25 + number / 10}}}, 1.5)")
os.makedirs("weights", exist_ok=True)
torch.save(Net().state_dict(), "weights/Net.pth")
