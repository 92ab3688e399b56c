"""A deterministic app of the Message API. Its grid calls the client app in this process."""

import hashlib
import sys
import uuid

import numpy as np
from flwr.common import Array, ArrayRecord, Context, Error, Message, MetricRecord, RecordDict
from flwr.serverapp.strategy import FedAvg

try:
    from flwr.clientapp import ClientApp
    from flwr.serverapp import Grid
except ImportError:  # Flower 1.21 to 1.24.
    from flwr.client import ClientApp
    from flwr.server import Grid

try:  # Flower 1.42: messages have the identity of the process that sends them.
    from flwr.supercore.task_identity import TaskIdentity

    TaskIdentity.task_id = TaskIdentity.run_id = TaskIdentity.node_id = 1
except ImportError:
    pass

CLIENTS = 4
client = ClientApp()


def names():
    return {"w": np.zeros((5, 7), np.float32), "b": np.ones(3), "count": np.array([7])}


@client.train()
def train(message, context):
    number = context.node_config["partition-id"]
    server_round = int(message.content["config"]["server-round"])
    if (number, server_round) in context.node_config["fails"]:
        raise RuntimeError(f"client {number} fails on purpose")
    random = np.random.default_rng(100 * server_round + number)
    arrays = {}
    for name, array in message.content["arrays"].items():
        value = array.numpy()
        changed = value + random.normal(0.1, 0.5, value.shape).astype(value.dtype) if value.dtype.kind == "f" else value
        arrays[name] = Array(changed)
    metrics = {"num-examples": 10 + number, "loss": 1.0 / (server_round + number), **context.node_config["metrics"]}
    return Message(RecordDict({"arrays": ArrayRecord(arrays), "metrics": MetricRecord(metrics)}), reply_to=message)


@client.evaluate()
def evaluate(message, context):
    number = context.node_config["partition-id"]
    metrics = MetricRecord({"num-examples": 5 + number, "accuracy": 0.1 * number})
    return Message(RecordDict({"metrics": metrics}), reply_to=message)


class DirectGrid(Grid):
    """Calls the clients one after the other. `fails` has pairs of client and round, `lost` those without a reply."""

    def __init__(self, fails=(), lost=(), metrics=None, clients=CLIENTS):
        self.fails = set(fails)
        self.lost = set(lost)
        self.metrics = metrics or {}
        self.clients = clients
        self.replies = []

    def send_and_receive(self, messages, *, timeout=None):
        replies = []
        for message in messages:
            number = message.metadata.dst_node_id - 1000
            message.metadata.__dict__["_message_id"] = str(uuid.UUID(int=len(self.replies) + 1))
            server_round = int(message.content["config"]["server-round"])
            if message.metadata.message_type == "train" and (number, server_round) in self.lost:
                continue
            config = {"partition-id": number, "fails": self.fails, "metrics": self.metrics}
            context = Context(1, number + 1000, config, RecordDict(), {})
            try:
                reply = client(message, context)
            except RuntimeError as error:
                reply = Message(Error(0, str(error)), reply_to=message)
            replies.append(reply)
            self.replies.append(reply)
        return replies

    def get_node_ids(self):
        return [1000 + number for number in range(self.clients)]

    def set_run(self, run):
        raise NotImplementedError

    @property
    def run(self):
        raise NotImplementedError

    def create_message(self, *arguments, **named):
        raise NotImplementedError

    def push_messages(self, messages):
        raise NotImplementedError

    def pull_messages(self, message_ids):
        raise NotImplementedError


class All(FedAvg):
    """All clients, always in the same order. FedAvg takes them in a random one."""

    def __init__(self, **named):
        super().__init__(fraction_train=1.0, fraction_evaluate=1.0, min_available_nodes=CLIENTS, **named)

    def configure_train(self, server_round, arrays, config, grid):
        messages = super().configure_train(server_round, arrays, config, grid)
        return sorted(messages, key=lambda message: message.metadata.dst_node_id)

    def configure_evaluate(self, server_round, arrays, config, grid):
        messages = super().configure_evaluate(server_round, arrays, config, grid)
        return sorted(messages, key=lambda message: message.metadata.dst_node_id)


def central(server_round, arrays):
    return MetricRecord({"sum": float(arrays["w"].numpy().sum())})


def train_all(strategy=None, rounds=3, grid=None, evaluate_fn=central, without=()):
    """The result of a training. `without` has names of arrays that the model does not have."""
    arrays = ArrayRecord({name: Array(array) for name, array in names().items() if name not in without})
    strategy = All() if strategy is None else strategy
    grid = DirectGrid() if grid is None else grid
    return strategy.start(grid=grid, initial_arrays=arrays, num_rounds=rounds, evaluate_fn=evaluate_fn)


def digest(result):
    """A hash over the bits of the arrays and all metrics of a result."""
    bits = [name.encode() + array.data for name, array in result.arrays.items()]
    for history in (
        result.train_metrics_clientapp,
        result.evaluate_metrics_clientapp,
        result.evaluate_metrics_serverapp,
    ):
        bits.append(repr([(number, sorted(metrics.items())) for number, metrics in history.items()]).encode())
    return hashlib.sha256(b"".join(bits)).hexdigest()


if __name__ == "__main__":
    sys.stdout.write("digest " + digest(train_all()))
