"""The clients, in the API that Flower 1.8 to 1.42 have in common."""

import time

import numpy as np
from flwr.client import ClientApp, NumPyClient
from flwr.common import Context


class TinyClient(NumPyClient):
    """Moves the weights towards the client's number."""

    def __init__(self, number, config):
        self.number = number
        self.config = config

    def fit(self, parameters, config):
        time.sleep(float(self.config["pause"]))
        if self.config["fail"] == "clients":
            raise RuntimeError(f"client {self.number} fails on purpose")
        step = self.config["client.step"]
        return [parameters[0] + step * (self.number - parameters[0])], 10, {"train_loss": float(np.mean(parameters[0]))}

    def evaluate(self, parameters, config):
        loss = float(np.mean((parameters[0] - self.number) ** 2))
        return loss, 10, {"accuracy": 1.0 / (1.0 + loss)}


def client_fn(context: Context):
    return TinyClient(int(context.node_config["partition-id"]), context.run_config).to_client()


app = ClientApp(client_fn=client_fn)
