import argparse

parser = argparse.ArgumentParser()
parser.add_argument("dataset", choices=["mnist", "cifar"])
parser.add_argument("clients", type=int, nargs="?", default=2)
parser.add_argument("--rounds", type=int, default=3)
print(vars(parser.parse_args()))
