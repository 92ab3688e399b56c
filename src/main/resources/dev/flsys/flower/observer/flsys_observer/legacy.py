"""Wraps `Server.fit` of the legacy API: flwr.server.server, and the default workflow, Flower 1.8 to 1.42."""

import functools
import inspect
import io

from .observer import guarded
from .training import Reply, Sent, Training, replace_range, wrap_calls


def wrap(module, observer):
    """Wraps the legacy server."""
    replace_range(module, observer)
    server = getattr(module, "Server", None)
    if server is None or server.__module__ != module.__name__:
        return  # The default workflow: not observed yet.
    original = server.fit
    signature = inspect.signature(original)

    @functools.wraps(original)
    def fit(self, *arguments, **named):
        begun = _begin(observer, self, original, signature, arguments, named)
        if begun is None:
            return original(self, *arguments, **named)
        training, restore, call = begun
        outer = observer.training
        observer.training = training
        try:
            result = original(*call.args, **call.kwargs)
            observer.notify("training_ended", training)
            return result
        finally:
            observer.training = outer
            restore()

    server.fit = fit


@guarded
def _begin(observer, server, original, signature, arguments, named):
    call = signature.bind(server, *arguments, **named)
    call.apply_defaults()
    strategy = server.strategy
    training = Training(observer, "legacy", strategy, call.arguments["num_rounds"], original.__code__)
    training.adapter = Adapter()
    training.population = server.client_manager().num_available
    observer.notify("training_starts", training)
    call.arguments["num_rounds"] = training.last
    ends = [
        wrap_calls(
            strategy,
            type(strategy),
            {
                "configure_fit": _configured(observer, training, "train"),
                "configure_evaluate": _configured(observer, training, "evaluate"),
                "aggregate_fit": _aggregated(observer, training, "train"),
                "aggregate_evaluate": _aggregated(observer, training, "evaluate"),
                "evaluate": _evaluated(observer, training),
            },
        ),
        wrap_calls(server, type(server), {"_get_initial_parameters": _initial(observer, training)}),
    ]

    def restore():
        for end in ends:
            end()

    return training, restore, call


def _initial(observer, training):
    def initial(original, server, *arguments, **named):
        parameters = original(server, *arguments, **named)
        training.arrays = observer.change("initial_arrays", training, parameters)
        return training.arrays

    return initial


def _configured(observer, training, phase):
    def configure(original, strategy, server_round, *arguments, **named):
        instructions = original(strategy, server_round, *arguments, **named)
        if isinstance(instructions, (list, tuple)):
            instructions = observer.change("change_sent", training, instructions, server_round, phase)
            sent = _sent(observer, instructions)
            if sent is not None:
                observer.notify("sent", training, server_round, phase, sent)
        return instructions

    return configure


def _aggregated(observer, training, phase):
    def aggregate(original, strategy, server_round, results, failures, *arguments, **named):
        results, failures = observer.change("change_received", training, (results, failures), server_round, phase)
        received = _received(observer, results, failures)
        if received is not None:
            observer.notify("received", training, server_round, phase, received)
        result = original(strategy, server_round, results, failures, *arguments, **named)
        value, metrics = result if isinstance(result, tuple) and len(result) == 2 else (None, None)
        if phase == "train" and value is not None:
            training.arrays = value
        found = dict(metrics or {})
        if phase == "evaluate" and isinstance(value, (int, float)):
            found.setdefault("loss", value)
        observer.notify("aggregated", training, server_round, phase, found)
        return result

    return aggregate


def _evaluated(observer, training):
    def evaluate(original, strategy, server_round, *arguments, **named):
        result = original(strategy, server_round, *arguments, **named)
        if isinstance(result, tuple) and len(result) == 2:
            observer.notify("evaluated", training, server_round, {"loss": result[0], **(result[1] or {})})
        return result

    return evaluate


@guarded
def _sent(observer, instructions):
    sizes = {}
    return [Sent(_node(client), _size(ins.parameters, sizes)) for client, ins in instructions]


@guarded
def _received(observer, results, failures):
    replies = [_reply(client, result) for client, result in results]
    for failure in failures:
        if isinstance(failure, tuple):
            client, result = failure
            replies.append(Reply(_node(client), error=f"{result.status.code.name}: {result.status.message}"[:500]))
        else:
            replies.append(Reply(None, error=f"{type(failure).__name__}: {failure}"[:500]))
    return replies


def _reply(client, result):
    metrics = dict(result.metrics or {})
    if hasattr(result, "loss"):
        metrics.setdefault("loss", result.loss)
    parameters = getattr(result, "parameters", None)
    arrays = None if parameters is None else functools.partial(Adapter.arrays, parameters)
    size = None if parameters is None else _size(parameters, {})
    return Reply(_node(client), result.num_examples, metrics, arrays, size)


def _node(client):
    return getattr(client, "node_id", None) or client.cid


def _size(parameters, sizes):
    key = id(parameters)
    if key not in sizes:
        sizes[key] = sum(len(tensor) for tensor in parameters.tensors)
    return sizes[key]


class Adapter:
    """Arrays of the legacy API, which have no names: "0", "1", ... in their order."""

    @staticmethod
    def arrays(parameters):
        import numpy

        return {
            str(index): numpy.load(io.BytesIO(tensor), allow_pickle=False)
            for index, tensor in enumerate(parameters.tensors)
        }

    @staticmethod
    def record(arrays):
        from flwr.common import ndarrays_to_parameters

        return ndarrays_to_parameters(list(arrays.values()))
