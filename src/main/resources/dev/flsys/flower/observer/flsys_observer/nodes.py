"""Reads which partition of the data each simulated node has, where Flower's simulation engine registers the nodes."""

import functools


def wrap(module, observer):
    """Wraps `_register_nodes`, Flower 1.9 to 1.42. It returns the partitions by node."""
    original = getattr(module, "_register_nodes", None)
    if original is None:
        return

    @functools.wraps(original)
    def register(*arguments, **named):
        nodes = original(*arguments, **named)
        if isinstance(nodes, dict):
            observer.partitions.update((str(node), int(partition)) for node, partition in nodes.items())
        return nodes

    module._register_nodes = register
