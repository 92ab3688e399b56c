"""The server: FedAvg with an evaluation of its own."""

import numpy as np
from flwr.common import Context, ndarrays_to_parameters
from flwr.server import ServerApp, ServerAppComponents, ServerConfig
from flwr.server.strategy import FedAvg


def mean_accuracy(metrics):
    total = sum(count for count, _ in metrics)
    return {"accuracy": sum(count * each["accuracy"] for count, each in metrics) / total}


def server_fn(context: Context):
    fail = context.run_config["fail"]
    if fail == "server":
        raise RuntimeError("the server fails on purpose")

    def evaluate(server_round, parameters, config):
        if fail == "round" and server_round == 2:
            raise RuntimeError("the server fails in round 2")
        loss = float(np.mean((parameters[0] - 0.5) ** 2))
        return loss, {"accuracy": 1.0 / (1.0 + loss)}

    strategy = FedAvg(
        initial_parameters=ndarrays_to_parameters([np.zeros(4, dtype=np.float32)]),
        evaluate_fn=evaluate,
        evaluate_metrics_aggregation_fn=mean_accuracy,
    )
    rounds = int(context.run_config["server.num-server-rounds"])
    return ServerAppComponents(strategy=strategy, config=ServerConfig(num_rounds=rounds))


app = ServerApp(server_fn=server_fn)
