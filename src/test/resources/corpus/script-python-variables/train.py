"""Trains without click or argparse: see settings.py."""

import settings

print("rounds", settings.ROUNDS)  # not sys.argv
