import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--num-rounds", type=int, default=3)
parser.add_argument("--rounds-per-evaluation", type=int, default=1)
parser.add_argument("--lr", type=float, default=0.01)
parser.add_argument("--lr-decay", type=float, default=0.9)
parser.add_argument("--local_epochs", type=int, default=1)
parser.add_argument("--fraction-fit", type=float, default=1.0)
parser.add_argument("--fraction-train", type=float, default=1.0)
print(parser.parse_args())
