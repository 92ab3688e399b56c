"""A deterministic app of the legacy API. Its server calls the clients in this process."""

import hashlib
import sys

import numpy as np
from flwr.common import (
    Code,
    EvaluateRes,
    FitRes,
    Status,
    ndarrays_to_parameters,
    parameters_to_ndarrays,
)
from flwr.server.client_manager import SimpleClientManager
from flwr.server.client_proxy import ClientProxy
from flwr.server.server import Server
from flwr.server.strategy import FedAvg

CLIENTS = 4
OK = Status(Code.OK, "")


class Client(ClientProxy):
    """A client that adds random numbers of its own."""

    def __init__(self, number, fails=()):
        super().__init__(str(number))
        self.node_id = number
        self.fails = fails

    def fit(self, ins, timeout, group_id=None):
        if (self.node_id, ins.config["round"]) in self.fails:
            raise RuntimeError(f"client {self.node_id} fails on purpose")
        random = np.random.default_rng(100 * ins.config["round"] + self.node_id)
        arrays = [each + random.normal(0.1, 0.5, each.shape) for each in parameters_to_ndarrays(ins.parameters)]
        return FitRes(OK, ndarrays_to_parameters(arrays), 10 + self.node_id, {"id": self.node_id})

    def evaluate(self, ins, timeout, group_id=None):
        return EvaluateRes(OK, 0.5 / (1 + self.node_id), 5 + self.node_id, {"accuracy": 0.1 * self.node_id})

    def get_properties(self, ins, timeout, group_id=None):
        raise NotImplementedError

    def get_parameters(self, ins, timeout, group_id=None):
        raise NotImplementedError

    def reconnect(self, ins, timeout, group_id=None):
        raise NotImplementedError


class All(FedAvg):
    """All clients. Their results are in the order of the clients, not in that of the threads."""

    def __init__(self, **named):
        super().__init__(
            min_fit_clients=CLIENTS,
            min_evaluate_clients=CLIENTS,
            min_available_clients=CLIENTS,
            initial_parameters=ndarrays_to_parameters([np.zeros((5, 7)), np.ones(3)]),
            on_fit_config_fn=lambda server_round: {"round": server_round},
            evaluate_metrics_aggregation_fn=mean_accuracy,
            evaluate_fn=lambda server_round, arrays, config: (float(arrays[0].sum()), {"central": float(arrays[1][0])}),
            **named,
        )

    def aggregate_fit(self, server_round, results, failures):
        return super().aggregate_fit(server_round, sorted(results, key=lambda each: each[0].node_id), failures)

    def aggregate_evaluate(self, server_round, results, failures):
        return super().aggregate_evaluate(server_round, sorted(results, key=lambda each: each[0].node_id), failures)


def mean_accuracy(metrics):
    return {"accuracy": sum(count * each["accuracy"] for count, each in metrics) / sum(count for count, _ in metrics)}


def train_all(strategy=None, rounds=3, fails=(), kind=Server):
    """The server and the history of a training."""
    manager = SimpleClientManager()
    for number in range(CLIENTS):
        manager.register(Client(number, fails))
    server = kind(client_manager=manager, strategy=All() if strategy is None else strategy)
    server.set_max_workers(2)
    history, _ = server.fit(rounds, None)
    return server, history


def digest(server, history):
    """A hash over the bits of the arrays and all metrics."""
    bits = [*server.parameters.tensors, repr(sorted(vars(history).items())).encode()]
    return hashlib.sha256(b"".join(bits)).hexdigest()


if __name__ == "__main__":
    sys.stdout.write("digest " + digest(*train_all()))
