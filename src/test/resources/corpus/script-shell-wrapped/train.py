import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--amp", type=bool, default=True)
parser.add_argument("--seed", type=int)
parser.add_argument("--lr", type=float)
print(vars(parser.parse_args()))
