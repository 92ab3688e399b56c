import argparse

parser = argparse.ArgumentParser(description="Federated training")
parser.add_argument("--rounds", type=int, default=3, help="number of rounds")
parser.add_argument("--lr", type=float, default=0.01)
parser.add_argument("--strategy", choices=["fedavg", "fedprox"], default="fedavg")
parser.add_argument("--verbose", action="store_true")
args = parser.parse_args()
print(args)
