"""Wraps `Strategy.start` of the Message API: flwr.serverapp.strategy, Flower 1.21 to 1.42."""

import functools

from .arrays import Views
from .calls import Layer, follow_subclasses
from .observer import guarded
from .phases import Api, aggregates, bound_call, configures, runs_app, runs_flower
from .training import AppLoop, FlowerLoop, Reply, Sent, Training, replace_range


def wrap(module, observer):
    """Wraps the strategies of the Message API."""
    strategy = module.Strategy
    original = strategy.start
    replace_range(module, observer)

    @functools.wraps(original)
    def start(self, *arguments, **named):
        begun = _begin_flower(observer, self, original, arguments, named)
        if begun is None:
            return original(self, *arguments, **named)
        training, layer, arguments, named = begun
        return runs_flower(observer, training, layer, original, arguments, named)

    strategy.start = start
    follow_subclasses(strategy, "start", runs_app(observer, _begin_app))


@guarded
def _begin_flower(observer, strategy, original, arguments, named):
    call = bound_call(original, (strategy, *arguments), named)
    values = call.arguments
    training = Training(observer, "message", strategy, values["num_rounds"], original.__code__, Adapter())
    training.arrays = values["initial_arrays"]
    observer.notify("training_starts", training)
    training.arrays = observer.change("initial_arrays", training, training.arrays)
    values["initial_arrays"] = training.arrays
    values["num_rounds"] = training.plans()
    loop = FlowerLoop(training)
    _observe_evaluation(observer, loop, values)
    return training, Layer([(strategy, _wrappers(observer, loop))]), call.args, call.kwargs


@guarded
def _begin_app(observer, strategy, method, arguments, named):
    call = bound_call(method, arguments, named)
    loop = AppLoop(observer, "message", strategy, _rounds(call.arguments), Adapter())
    if "evaluate_fn" in call.arguments:
        _observe_evaluation(observer, loop, call.arguments)
        arguments, named = call.args, call.kwargs
    return loop, Layer([(strategy, _wrappers(observer, loop))]), arguments, named


def _rounds(values):
    rounds = values.get("num_rounds")
    return rounds if isinstance(rounds, int) else None


def _wrappers(observer, loop):
    api = Messages()
    return {
        "configure_train": configures(observer, api, loop, "train"),
        "configure_evaluate": configures(observer, api, loop, "evaluate"),
        "aggregate_train": aggregates(observer, api, loop, "train"),
        "aggregate_evaluate": aggregates(observer, api, loop, "evaluate"),
    }


def _observe_evaluation(observer, loop, values):
    original = values.get("evaluate_fn")
    if original is None:
        return
    # A loop of the app passes its function on to the loop of Flower, if it calls that.
    original = getattr(original, "flsys_observed", original)

    def evaluate(*arguments, **named):
        metrics = original(*arguments, **named)
        _evaluated(observer, loop, arguments, named, metrics)
        return metrics

    functools.update_wrapper(evaluate, original)
    evaluate.flsys_observed = original
    values["evaluate_fn"] = evaluate


@guarded
def _evaluated(observer, loop, arguments, named, metrics):
    number = arguments[0] if arguments else named.get("server_round")
    if metrics is not None:
        loop.evaluated(number, dict(metrics))


class Messages(Api):
    """The Message API."""

    replies = ((1, "replies"),)

    def sent(self, messages):
        return [_sent(message) for message in messages]

    def received(self, training, replies):
        weight = getattr(training.strategy, "weighted_by_key", "num-examples")
        return [_reply(message, weight) for message in replies[0]]

    def aggregated(self, result, phase):
        arrays, metrics = result if phase == "train" else (None, result)
        return arrays, None if metrics is None else dict(metrics)


def _sent(message):
    records = list(message.content.array_records.values())
    key = None
    views = None
    if len(records) == 1:
        key = id(records[0])
        views = functools.partial(_views, records[0])
    return Sent(message.metadata.dst_node_id, _size(records), key, views)


def _reply(message, weight):
    node = message.metadata.src_node_id
    answered = message.metadata.reply_to_message_id
    if message.has_error():
        reason = getattr(message.error, "reason", None)
        return Reply(node, error=str(reason or f"code {message.error.code}"), message=answered)
    metrics = {}
    for record in message.content.metric_records.values():
        metrics.update(record)
    records = list(message.content.array_records.values())
    arrays = None
    views = None
    if len(records) == 1:
        arrays = functools.partial(Adapter.arrays, records[0])
        views = functools.partial(_views, records[0])
    return Reply(node, metrics.get(weight), metrics, arrays, _size(records), views=views, message=answered)


def _size(records):
    """Bytes of the arrays."""
    return sum(len(array.data) for record in records for array in record.values())


def _views(record):
    return Views({name: array.data for name, array in record.items()})


class Adapter:
    """Arrays of the Message API."""

    @staticmethod
    def arrays(record):
        """Names and NumPy arrays of an ArrayRecord."""
        return {name: array.numpy() for name, array in record.items()}

    @staticmethod
    def record(arrays):
        """An ArrayRecord of names and NumPy arrays."""
        from flwr.common import Array, ArrayRecord

        return ArrayRecord({name: Array(array) for name, array in arrays.items()})
