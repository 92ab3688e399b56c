import argparse


def str2bool(text):
    if text.lower() in ("yes", "true", "1"):
        return True
    if text.lower() in ("no", "false", "0"):
        return False
    raise argparse.ArgumentTypeError("yes or no")


parser = argparse.ArgumentParser()
parser.add_argument("--amp", action=argparse.BooleanOptionalAction, default=True)
parser.add_argument("--shuffle", type=bool, default=True)
parser.add_argument("--cuda", type=str2bool, default=True)
parser.add_argument("--no-log", dest="log", action="store_false")
parser.add_argument("--fast", action="store_true", default=True)
print(vars(parser.parse_args()))
