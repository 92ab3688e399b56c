"""Wraps `Strategy.start` of the Message API: flwr.serverapp.strategy, Flower 1.21 to 1.42."""

import functools
import inspect

from .observer import guarded
from .training import Reply, Sent, Training, replace_range, wrap_calls


def wrap(module, observer):
    """Wraps the strategies of the Message API."""
    strategy = module.Strategy
    original = strategy.start
    signature = inspect.signature(original)
    replace_range(module, observer)

    @functools.wraps(original)
    def start(self, *arguments, **named):
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

    strategy.start = start


@guarded
def _begin(observer, strategy, original, signature, arguments, named):
    call = signature.bind(strategy, *arguments, **named)
    call.apply_defaults()
    values = call.arguments
    training = Training(observer, "message", strategy, values["num_rounds"], original.__code__)
    training.adapter = Adapter()
    training.arrays = values["initial_arrays"]
    observer.notify("training_starts", training)
    training.arrays = observer.change("initial_arrays", training, training.arrays)
    values["initial_arrays"] = training.arrays
    values["num_rounds"] = training.last
    if values.get("evaluate_fn") is not None:
        values["evaluate_fn"] = _evaluated(observer, training, values["evaluate_fn"])
    restore = wrap_calls(
        strategy,
        type(strategy),
        {
            "configure_train": _configured(observer, training, "train"),
            "configure_evaluate": _configured(observer, training, "evaluate"),
            "aggregate_train": _aggregated(observer, training, "train"),
            "aggregate_evaluate": _aggregated(observer, training, "evaluate"),
        },
    )
    return training, restore, call


def _configured(observer, training, phase):
    def configure(original, strategy, server_round, *arguments, **named):
        messages = original(strategy, server_round, *arguments, **named)
        if isinstance(messages, (list, tuple)):
            messages = observer.change("change_sent", training, messages, server_round, phase)
            sent = _sent(observer, messages)
            if sent is not None:
                observer.notify("sent", training, server_round, phase, sent)
        return messages

    return configure


def _aggregated(observer, training, phase):
    def aggregate(original, strategy, server_round, replies, *arguments, **named):
        if isinstance(replies, (list, tuple)):
            replies = observer.change("change_received", training, replies, server_round, phase)
            received = _received(observer, replies)
            if received is not None:
                observer.notify("received", training, server_round, phase, received)
        result = original(strategy, server_round, replies, *arguments, **named)
        arrays, metrics = result if phase == "train" else (None, result)
        if arrays is not None:
            training.arrays = arrays
        observer.notify("aggregated", training, server_round, phase, _metrics(observer, metrics))
        return result

    return aggregate


def _evaluated(observer, training, original):
    @functools.wraps(original)
    def evaluate(server_round, arrays):
        metrics = original(server_round, arrays)
        observer.notify("evaluated", training, server_round, _metrics(observer, metrics))
        return metrics

    return evaluate


@guarded
def _metrics(observer, metrics):
    return None if metrics is None else dict(metrics)


@guarded
def _sent(observer, messages):
    sizes = {}
    return [Sent(message.metadata.dst_node_id, _size(message.content, sizes)) for message in messages]


@guarded
def _received(observer, replies):
    return [_reply(reply) for reply in replies]


def _reply(message):
    node = message.metadata.src_node_id
    if message.has_error():
        return Reply(node, error=getattr(message.error, "reason", None) or f"code {message.error.code}")
    metrics = {}
    for record in message.content.metric_records.values():
        metrics.update(record)
    examples = metrics.get("num-examples")
    records = list(message.content.array_records.values())
    arrays = None
    if len(records) == 1:
        arrays = functools.partial(Adapter.arrays, records[0])
    return Reply(node, examples, metrics, arrays, _size(message.content, {}))


def _size(content, sizes):
    """Bytes of the arrays. The strategy puts the same record into all messages, so its size is kept."""
    total = 0
    for record in content.array_records.values():
        key = id(record)
        if key not in sizes:
            sizes[key] = sum(len(array.data) for array in record.values())
        total += sizes[key]
    return total


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
