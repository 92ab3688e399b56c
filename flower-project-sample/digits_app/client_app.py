"""The client: trains the network of a message on its own share of the digits.

The message holds all settings of the run, so one app serves both ``run_flower.py`` and ``flwr run``.
"""

import torch
from flwr.app import ArrayRecord, ConfigRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp
from torch import nn

import digits
from digits_app.training import build, evaluate, train

app = ClientApp()


def _network(message: Message, config: ConfigRecord) -> nn.Module:
    torch.set_num_threads(1)  # clients run side by side, one core each
    network = build(str(config["model"]))
    network.load_state_dict(message.content["arrays"].to_torch_state_dict())
    return network


def _share(context: Context) -> tuple[int, int]:
    return int(context.node_config["partition-id"]), int(context.node_config["num-partitions"])


@app.train()
def train_on_own_share(message: Message, context: Context) -> Message:
    """Returns the trained weights and the loss of the last local pass."""
    config = message.content["config"]
    network = _network(message, config)
    partition, partitions = _share(context)
    (inputs, targets), _ = digits.client_sets(partition, partitions)
    order = torch.Generator().manual_seed(int(config["seed"]) + 1000 * int(config["server-round"]) + partition)
    loss = train(
        network,
        inputs,
        targets,
        epochs=int(config["local-epochs"]),
        batch_size=int(config["batch-size"]),
        learning_rate=float(config["learning-rate"]),
        generator=order,
    )
    metrics = MetricRecord({"train_loss": loss, "num-examples": len(targets)})
    content = RecordDict({"arrays": ArrayRecord(network.state_dict()), "metrics": metrics})
    return Message(content=content, reply_to=message)


@app.evaluate()
def evaluate_on_own_holdout(message: Message, context: Context) -> Message:
    """Returns loss and accuracy on those digits of the share that are not used for training."""
    network = _network(message, message.content["config"])
    _, (inputs, targets) = digits.client_sets(*_share(context))
    loss, accuracy = evaluate(network, inputs, targets)
    metrics = MetricRecord({"eval_loss": loss, "eval_acc": accuracy, "num-examples": len(targets)})
    return Message(content=RecordDict({"metrics": metrics}), reply_to=message)
