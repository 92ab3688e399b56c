import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=1)
parser.parse_args()
