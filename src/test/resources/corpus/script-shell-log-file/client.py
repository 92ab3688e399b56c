"""A client that has nothing to train."""

import sys

print("client", sys.argv[1])
