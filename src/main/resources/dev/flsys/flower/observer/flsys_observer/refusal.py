"""The error that ends a training."""


class Refusal(Exception):
    """Ends a training. Only for a training that would silently give a wrong result."""
