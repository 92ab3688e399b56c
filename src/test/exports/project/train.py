"""Prints what a Flower server prints, and writes the events that the observer writes with a real Flower. Leaves a model."""

import argparse
import json
import os
import shutil
import sys
import time
from pathlib import Path

EVENTS = os.path.join(os.environ.get("FLSYS_OBSERVER", "/nowhere"), "events.ndjson")


class Events:
    """The file of the observer. Numbers that JSON does not have are texts, as those of the observer are."""

    def __init__(self):
        self._file = open(EVENTS, "a") if os.path.isdir(os.path.dirname(EVENTS)) else None

    def add(self, event, **members):
        if self._file:
            print(json.dumps({"event": event, **members}), file=self._file, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pause", type=float, default=0.05, help="seconds a round takes")
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--note", default="")
    parser.add_argument("--fail", action="store_true")
    options = parser.parse_args()

    print("token of MLflow:", "MLFLOW_TRACKING_TOKEN" in os.environ)

    events = Events()
    events.add("flower", version="1.42.0", known=True)
    events.add("training_started", training=1, flower="1.42.0", api="message", strategy="FedAvg")
    print(f"INFO :      Starting Flower simulation, config: num_rounds={options.rounds}, no round_timeout")
    for number in range(1, options.rounds + 1):
        events.add("round_started", training=1, round=number)
        print(f"INFO :      [ROUND {number}]", flush=True)
        time.sleep(options.pause)
        for client in range(options.clients):
            # The loss of client 1 diverges, as one that trains with a large learning rate does.
            loss = "NaN" if client == 1 and number == 2 else "Infinity" if client == 1 and number == 3 else 1 / number
            events.add(
                "client",
                training=1,
                round=number,
                phase="train",
                node=str(1000 + client),
                partition=str(client),
                examples=10 + client,
                bytes_up=100,
                metrics={"loss": loss},
            )
        events.add("aggregated", training=1, round=number, phase="train", metrics={"train_loss": 1 / number})
        events.add("round_ended", training=1, round=number, seconds=options.pause)
        accuracy = 1 - 0.5 / number
        print(
            f"INFO :      fit progress: ({number}, {1 / number}, {{'accuracy': {accuracy}}}, {number / 10})", flush=True
        )
    events.add("training_ended", training=1)
    if options.fail:
        raise ValueError("shapes (64, 10) and (32, 10) differ")
    print(f"INFO :      Run finished {options.rounds} round(s) in 0.3s", flush=True)
    weights = Path(__file__).parent / "saved_models"
    shutil.copyfile(weights / "TinyResNet_onnx.onnx", weights / f"trained_{int(time.time())}.onnx")


if __name__ == "__main__":
    sys.exit(main())
