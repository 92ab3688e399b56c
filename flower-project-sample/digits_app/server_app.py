"""The server: federated averaging, with an evaluation on the test digits after every round."""

import math
import os
from collections.abc import Iterable
from pathlib import Path

import torch
from flwr.app import ArrayRecord, ConfigRecord, Context, Message, MetricRecord
from flwr.serverapp import Grid, ServerApp
from flwr.serverapp.strategy import FedAvg

import digits
from digits_app.results import RunResults
from digits_app.settings import Settings
from digits_app.training import build, evaluate


class TrainingFailed(Exception):
    """A round without usable weights; the message names the round and the reason."""


class StrictFedAvg(FedAvg):
    """Federated averaging that ends the run when every client of a round fails.

    Flower's ``FedAvg`` continues with the old weights, and the run ends like a successful one.
    """

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        replies = list(replies)
        arrays, metrics = super().aggregate_train(server_round, replies)
        if arrays is None:
            # A reason is a whole stack trace, which Flower has logged. Its last line is the error.
            reasons = {each.error.reason.rstrip("'>\n ").splitlines()[-1] for each in replies if each.has_error()}
            raise TrainingFailed(
                f"round {server_round}: none of {len(replies)} clients returned weights: " + "; ".join(sorted(reasons))
            )
        return arrays, metrics


def train_federation(grid: Grid, settings: Settings, project: Path) -> RunResults:
    """Runs all rounds and returns the results in ``project/global_models/``.

    Raises ``TrainingFailed`` at the first round without usable weights; the best round before it
    stays on disk.
    """
    torch.manual_seed(settings.seed)
    network = build(settings.model)
    inputs, targets = digits.test_set()
    results = RunResults(project, settings)

    def evaluate_on_test_digits(server_round: int, arrays: ArrayRecord) -> MetricRecord:
        network.load_state_dict(arrays.to_torch_state_dict())
        loss, accuracy = evaluate(network, inputs, targets)
        if not math.isfinite(loss):
            raise TrainingFailed(
                f"round {server_round}: the weights diverged; a learning rate below {settings.learning_rate} may help"
            )
        if server_round > 0:
            results.add(server_round, loss, accuracy, network)
            _print(f"Round {server_round}/{settings.rounds}: loss {loss:.4f}, accuracy {accuracy:.4f}")
        return MetricRecord({"loss": loss, "accuracy": accuracy})

    strategy = StrictFedAvg(
        fraction_train=settings.fraction_fit,
        fraction_evaluate=settings.fraction_fit,
        min_train_nodes=settings.min_clients,
        min_evaluate_nodes=settings.min_clients,
        min_available_nodes=settings.min_clients,
    )
    strategy.start(
        grid=grid,
        initial_arrays=ArrayRecord(network.state_dict()),
        num_rounds=settings.rounds,
        train_config=ConfigRecord(
            {
                "model": settings.model,
                "learning-rate": settings.learning_rate,
                "local-epochs": settings.local_epochs,
                "batch-size": settings.batch_size,
                "seed": settings.seed,
            }
        ),
        evaluate_config=ConfigRecord({"model": settings.model}),
        evaluate_fn=evaluate_on_test_digits,
    )
    _print(
        f"Best was round {results.best_round} with accuracy {results.best_accuracy:.4f}; "
        f"its weights are in global_models/{results.folder.name}/best_model.pth"
    )
    return results


def _print(line: str) -> None:
    print(line, flush=True)


app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    """Entry of ``flwr run``. The app runs in a copy of the project, so the project's folder is a setting.

    The folder is ``project-dir`` of the run config, else the environment variable FLOWER_PROJECT_DIR,
    else the directory in which the SuperLink was started (a local one: the directory of ``flwr run``).
    """
    project = context.run_config.get("project-dir") or os.environ.get("FLOWER_PROJECT_DIR") or os.curdir
    settings = Settings.from_run_config(context.run_config)
    train_federation(grid, settings, Path(str(project)).resolve())
