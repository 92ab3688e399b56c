"""Simulates clients that are absent, slow, broken or hostile. For simulations only.

`drop`: a share of the clients of each round gets no message; at least one client remains. `delay`: some clients work
some seconds longer. `nan`: the arrays in the replies of some clients are NaN. `flip`: the update of some clients, which
is the reply minus the sent arrays, has the opposite sign. Metrics and arrays of whole numbers are not changed.

The seed chooses the clients. A client is identified by its partition, so one seed chooses the same clients in each run.
"""

import dataclasses
import random
import time

from .parts import Part
from .plan import read_plan


class WhatIf(Part):
    """Changes the messages to clients and their replies. Delays are in the worker processes, see `delay`."""

    def __init__(self, observer, options):
        super().__init__(observer)
        self._options = options
        self._seed = options.get("seed", 0)
        self._sent = {}

    def change_sent(self, training, messages, number, phase):
        remaining = self._drop(training, list(messages), number, phase)
        if phase == "train" and "flip" in self._options:
            api = _api(training)
            self._sent = {api.node(message): api.sent(message) for message in remaining}
        return remaining

    def change_received(self, training, replies, number, phase):
        if phase != "train" or not ("nan" in self._options or "flip" in self._options):
            return None
        api = _api(training)
        return api.each_reply(
            replies, lambda node, client, arrays: self._changed(training, number, node, client, arrays)
        )

    def _drop(self, training, messages, number, phase):
        share = _share(self._options, "drop")
        if share <= 0 or len(messages) < 2:
            return messages
        api = _api(training)
        chance = random.Random(f"{self._seed} drop {number}")
        count = min(int(share * len(messages) + chance.random()), len(messages) - 1)
        clients = {
            index: self._client(api.node(message), api.client(message)) for index, message in enumerate(messages)
        }
        order = {index: random.Random(f"{self._seed} drop {number} {each}").random() for index, each in clients.items()}
        dropped = set(sorted(order, key=order.get)[:count])
        for index in sorted(dropped):
            self._event(training, number, api.node(messages[index]), "drop", phase=phase)
        return [message for index, message in enumerate(messages) if index not in dropped]

    def _changed(self, training, number, node, client, arrays):
        """The arrays of a reply after the changes; None if there are none."""
        client = self._client(node, client)
        total = len(self.observer.partitions) or training.population()
        changed = None
        if chosen(self._options, "flip", client, total):
            sent = self._sent.get(node)
            changed = _flipped(arrays(), sent() if sent else {})
            self._event(training, number, node, "flip")
        if chosen(self._options, "nan", client, total):
            changed = _not_numbers(arrays())
            self._event(training, number, node, "nan")
        return changed

    def _client(self, node, client):
        """The partition of a client; its node if the partition is not known."""
        partition = self.observer.partitions.get(str(node), getattr(client, "partition_id", None))
        return str(node) if partition is None else str(partition)

    def _event(self, training, number, node, kind, **members):
        self.events.write("what_if", training=training.number, round=number, node=str(node), kind=kind, **members)


def chosen(options, kind, client, total):
    """Whether a client has a fault in all rounds. With a known number of clients the share is exact, at least one."""
    share = _share(options, kind)
    if share <= 0:
        return False
    seed = f"{options.get('seed', 0)} {kind}"
    if total and client.isdigit() and int(client) < total:
        count = min(max(1, int(share * total + 0.5)), total)
        return int(client) in random.Random(seed).sample(range(total), count)
    return random.Random(f"{seed} {client}").random() < share


_worker_options = None


def delay(observer, message, context):
    """Waits in the process of a client, if it is one of the slow clients."""
    global _worker_options
    if _worker_options is None:
        _worker_options = read_plan(observer.folder).get("what_if") or {}
    if "delay" not in _worker_options:
        return
    phase = str(message.metadata.message_type).split(".")[0]
    if phase not in ("train", "evaluate"):
        return
    places = getattr(context, "node_config", None) or {}
    partition = places.get("partition-id", getattr(message.metadata, "partition_id", None))
    total = int(places.get("num-partitions") or 0)
    if partition is None or not chosen(_worker_options, "delay", str(partition), total):
        return
    seconds = min(max(float(_worker_options["delay"].get("seconds", 0)), 0.0), 3600.0)
    observer.events.write(
        "what_if",
        training=1,
        round=_round(message),
        node=str(message.metadata.dst_node_id),
        partition=int(partition),
        kind="delay",
        phase=phase,
        seconds=seconds,
    )
    time.sleep(seconds)


def _round(message):
    """The round, where a message has it: in its group, or in its configuration."""
    if str(message.metadata.group_id).isdigit():
        return int(message.metadata.group_id)
    for record in getattr(message.content, "config_records", {}).values():
        if isinstance(record.get("server-round"), int):
            return record["server-round"]
    return None


def _share(options, kind):
    return float((options.get(kind) or {}).get("share", 0))


def _flipped(arrays, sent):
    import numpy

    flipped = {}
    for name, array in arrays.items():
        if array.dtype.kind != "f":
            flipped[name] = array
            continue
        start = sent.get(name)
        if start is None or start.shape != array.shape:  # The reply is an update itself.
            flipped[name] = numpy.asarray(-array)
        else:
            flipped[name] = numpy.asarray(start + (start - array), array.dtype)
    return flipped


def _not_numbers(arrays):
    import numpy

    return {
        name: numpy.full_like(array, numpy.nan) if array.dtype.kind == "f" else array for name, array in arrays.items()
    }


def _api(training):
    return _Messages(training.adapter) if training.api == "message" else _Legacy(training.adapter)


class _Messages:
    """Messages and replies of the Message API."""

    def __init__(self, adapter):
        self._adapter = adapter

    def node(self, message):
        return message.metadata.dst_node_id

    def client(self, message):
        return None

    def sent(self, message):
        records = list(message.content.array_records.values())
        return (lambda: self._adapter.arrays(records[0])) if len(records) == 1 else None

    def each_reply(self, replies, change):
        for reply in replies:
            if reply.has_error():
                continue
            for key, record in list(reply.content.array_records.items()):
                changed = change(reply.metadata.src_node_id, None, lambda record=record: self._adapter.arrays(record))
                if changed is not None:
                    reply.content[key] = self._adapter.record(changed)
        return replies


class _Legacy:
    """Instructions and results of the legacy API."""

    def __init__(self, adapter):
        self._adapter = adapter

    def node(self, instruction):
        return self._of(instruction[0])

    def client(self, instruction):
        return instruction[0]

    def sent(self, instruction):
        return lambda: self._adapter.arrays(instruction[1].parameters)

    def each_reply(self, replies, change):
        results, failures = replies
        return [self._one(client, result, change) for client, result in results], failures

    def _one(self, client, result, change):
        changed = change(self._of(client), client, lambda: self._adapter.arrays(result.parameters))
        if changed is None:
            return client, result
        return client, dataclasses.replace(result, parameters=self._adapter.record(changed))

    def _of(self, client):
        return getattr(client, "node_id", None) or client.cid
