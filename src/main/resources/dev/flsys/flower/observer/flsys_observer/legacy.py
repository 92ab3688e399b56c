"""Wraps `Server.fit` of the legacy API: flwr.server.server, Flower 1.8 to 1.42."""

import functools
import io

from .arrays import Views
from .calls import Layer, follow_subclasses
from .observer import guarded
from .phases import Api, aggregates, argument, bound_call, configures, runs_app, runs_flower
from .training import AppLoop, FlowerLoop, Reply, Sent, Training, replace_range


def wrap(module, observer):
    """Wraps the legacy server."""
    server = module.Server
    original = server.fit
    replace_range(module, observer)

    @functools.wraps(original)
    def fit(self, *arguments, **named):
        begun = _begin_flower(observer, self, original, arguments, named)
        if begun is None:
            return original(self, *arguments, **named)
        training, layer = begun
        return runs_flower(observer, training, layer, original, (self, *arguments), named)

    server.fit = fit
    follow_subclasses(server, "fit", runs_app(observer, _begin_app))


@guarded
def _begin_flower(observer, server, original, arguments, named):
    rounds = bound_call(original, (server, *arguments), named).arguments["num_rounds"]
    training = Training(observer, "legacy", server.strategy, rounds, original.__code__, Adapter())
    training.population = server.client_manager().num_available
    observer.notify("training_starts", training)
    loop = FlowerLoop(training)
    initial = {"_get_initial_parameters": initial_arrays(observer, training)}
    return training, Layer([(server.strategy, wrappers(observer, loop)), (server, initial)])


@guarded
def _begin_app(observer, server, method, arguments, named):
    rounds = bound_call(method, arguments, named).arguments.get("num_rounds")
    loop = AppLoop(observer, "legacy", server.strategy, rounds if isinstance(rounds, int) else None, Adapter())
    return loop, Layer([(server.strategy, wrappers(observer, loop))]), arguments, named


def initial_arrays(observer, training):
    """The wrapper of a call that returns the arrays before the first round. They may be None."""

    def initial(method, arguments, named):
        parameters = method(*arguments, **named)
        return _initial(observer, training, parameters) or parameters

    return initial


@guarded
def _initial(observer, training, parameters):
    training.arrays = observer.change("initial_arrays", training, parameters)
    return training.arrays


def wrappers(observer, loop):
    """The wrappers of the methods of a strategy of the legacy API."""
    api = Legacy()
    return {
        "configure_fit": configures(observer, api, loop, "train"),
        "configure_evaluate": configures(observer, api, loop, "evaluate"),
        "aggregate_fit": aggregates(observer, api, loop, "train"),
        "aggregate_evaluate": aggregates(observer, api, loop, "evaluate"),
        "evaluate": _evaluates(observer, loop),
    }


def _evaluates(observer, loop):
    def evaluate(method, arguments, named):
        result = method(*arguments, **named)
        _evaluated(observer, loop, arguments, named, result)
        return result

    return evaluate


@guarded
def _evaluated(observer, loop, arguments, named, result):
    number = argument(arguments, named, 0, "server_round")
    if isinstance(result, tuple) and len(result) == 2:
        loop.evaluated(number, {"loss": result[0], **(result[1] or {})})


class Legacy(Api):
    """The legacy API."""

    replies = ((1, "results"), (2, "failures"))

    def sent(self, messages):
        sizes = {}
        return [_sent(client, instruction, sizes) for client, instruction in messages]

    def received(self, training, replies):
        results, failures = replies
        return [_reply(client, result) for client, result in results] + [_failure(failure) for failure in failures]

    def aggregated(self, result, phase):
        value, metrics = result if isinstance(result, tuple) and len(result) == 2 else (None, None)
        found = dict(metrics or {})
        if phase == "train":
            return value, found
        if value is not None:
            found.setdefault("loss", value)
        return None, found


def _sent(client, instruction, sizes):
    parameters = instruction.parameters
    key = id(parameters)
    if key not in sizes:
        sizes[key] = _size(parameters)
    return Sent(_node(client), sizes[key], key, functools.partial(_views, parameters))


def _failure(failure):
    if isinstance(failure, tuple):
        client, result = failure
        return Reply(_node(client), error=f"{result.status.code.name}: {result.status.message}")
    return Reply(None, error=f"{type(failure).__name__}: {failure}")


def _reply(client, result):
    metrics = dict(result.metrics or {})
    if hasattr(result, "loss"):
        metrics.setdefault("loss", result.loss)
    parameters = getattr(result, "parameters", None)
    if parameters is None:
        return Reply(_node(client), result.num_examples, metrics)
    arrays = functools.partial(Adapter.arrays, parameters)
    views = functools.partial(_views, parameters)
    return Reply(_node(client), result.num_examples, metrics, arrays, _size(parameters), views=views)


def _node(client):
    node = getattr(client, "node_id", None)
    return client.cid if node is None else node


def _size(parameters):
    return sum(len(tensor) for tensor in parameters.tensors)


def _views(parameters):
    return Views({str(index): tensor for index, tensor in enumerate(parameters.tensors)})


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
