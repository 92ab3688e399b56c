import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--seed", type=int, default=0)
arguments = parser.parse_args()
print(f"[ROUND {arguments.rounds}/{arguments.rounds}]")
