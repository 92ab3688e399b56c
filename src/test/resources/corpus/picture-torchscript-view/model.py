"""The network is in the weights file, with its code."""
