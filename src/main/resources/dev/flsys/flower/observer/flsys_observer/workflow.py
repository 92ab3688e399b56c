"""Wraps the loop of the default workflow of the legacy API: flwr.server.workflow, Flower 1.8 to 1.42."""

import functools

from .calls import Layer
from .legacy import Adapter, initial_arrays, wrappers
from .observer import guarded
from .phases import bound_call, runs_flower
from .training import FlowerLoop, Training, replace_range


def wrap(module, observer):
    """Wraps `DefaultWorkflow.__call__`."""
    workflow = module.DefaultWorkflow
    original = workflow.__call__
    replace_range(module, observer)

    @functools.wraps(original)
    def call(self, *arguments, **named):
        begun = _begin(observer, self, original, arguments, named)
        if begun is None:
            return original(self, *arguments, **named)
        training, layer = begun
        return runs_flower(observer, training, layer, original, (self, *arguments), named)

    workflow.__call__ = call


@guarded
def _begin(observer, workflow, original, arguments, named):
    context = bound_call(original, (workflow, *arguments), named).arguments["context"]
    strategy = context.strategy
    training = Training(observer, "legacy", strategy, context.config.num_rounds, original.__code__, Adapter())
    observer.notify("training_starts", training)
    calls = wrappers(observer, FlowerLoop(training))
    # The loop asks a client if this call returns None.
    calls["initialize_parameters"] = initial_arrays(observer, training)
    return training, Layer([(strategy, calls)])
