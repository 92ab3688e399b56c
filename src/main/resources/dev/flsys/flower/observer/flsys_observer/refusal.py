"""The error that ends a training."""


class Refusal(Exception):
    """Ends a training. Only for a training that would give a wrong result without a word."""
