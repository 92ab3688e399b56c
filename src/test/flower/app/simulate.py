"""The app as a script, in the API that Flower 1.0 to 1.42 have in common."""

import argparse
import time

import flwr as fl
import numpy as np


class TinyClient(fl.client.NumPyClient):
    """Moves the weights towards the client's number."""

    def __init__(self, number, options):
        self.number = number
        self.options = options

    def fit(self, parameters, config):
        time.sleep(self.options.pause)
        if self.options.fail == "clients":
            raise RuntimeError(f"client {self.number} fails on purpose")
        return [parameters[0] + 0.5 * (self.number - parameters[0])], 10, {}

    def evaluate(self, parameters, config):
        loss = float(np.mean((parameters[0] - self.number) ** 2))
        return loss, 10, {"accuracy": 1.0 / (1.0 + loss)}


def mean_accuracy(metrics):
    total = sum(count for count, _ in metrics)
    return {"accuracy": sum(count * each["accuracy"] for count, each in metrics) / total}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--num-clients", type=int, default=2)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds that a client trains")
    parser.add_argument("--fail", choices=["", "clients", "round"], default="", help="what raises an exception")
    options = parser.parse_args()

    def evaluate(server_round, parameters, config):
        if options.fail == "round" and server_round == 2:
            raise RuntimeError("the server fails in round 2")
        loss = float(np.mean((parameters[0] - 0.5) ** 2))
        return loss, {"accuracy": 1.0 / (1.0 + loss)}

    def client(cid):
        tiny = TinyClient(int(cid), options)
        # Flower 1.0 and 1.1 have no to_client.
        return tiny.to_client() if hasattr(tiny, "to_client") else tiny

    fl.simulation.start_simulation(
        client_fn=client,
        num_clients=options.num_clients,
        config=fl.server.ServerConfig(num_rounds=options.rounds),
        strategy=fl.server.strategy.FedAvg(
            initial_parameters=fl.common.ndarrays_to_parameters([np.zeros(4, dtype=np.float32)]),
            evaluate_fn=evaluate,
            evaluate_metrics_aggregation_fn=mean_accuracy,
        ),
    )


if __name__ == "__main__":
    main()
