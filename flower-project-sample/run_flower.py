"""Trains on handwritten digits with Flower's simulation engine, on this machine.

    python run_flower.py --rounds 2 --min-clients 2 --fraction-fit 1.0 --learning-rate 0.05

The best round's weights and the history are written to ``global_models/<Model>_<time>/``. Exit status:
0 trained, 1 not trained, 2 a wrong option, 130 stopped by Ctrl-C, 143 by SIGTERM.
"""

import argparse
import logging
import math
import os
import signal
import sys
from dataclasses import asdict, fields
from pathlib import Path

PROJECT = Path(__file__).resolve().parent

# Flower and Ray read these variables when they are imported: no telemetry, no search for updates.
os.environ.setdefault("FLWR_TELEMETRY_ENABLED", "0")
os.environ.setdefault("FLWR_DISABLE_UPDATE_CHECK", "1")
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_DISABLE_DOCKER_CPU_WARNING", "1")
os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
os.environ.setdefault("PYTHONIOENCODING", "utf-8")

MAX_CLIENTS = 20
"""Largest number of clients when ``--num-clients`` is not given."""

HELP = {
    "rounds": "number of rounds of federated averaging",
    "min_clients": "number of clients that a round needs",
    "fraction_fit": "share of the clients that train in a round, above 0, at most 1",
    "learning_rate": "learning rate of the clients' SGD",
    "model": "network to train",
    "local_epochs": "passes of a client over its data in each round",
    "batch_size": "digits per training step",
    "seed": "seed of the initial weights and of the order of the batches",
}


def parse(arguments: list[str]):
    """The settings of the run and the number of clients; a wrong option exits with status 2."""
    from digits_app.settings import MODELS, Settings, option

    parser = argparse.ArgumentParser(
        prog="run_flower.py",
        description="Trains on handwritten digits with Flower's simulation engine, on this machine.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    for field in fields(Settings):
        choices = list(MODELS) if field.name == "model" else None
        parser.add_argument(
            option(field.name), type=field.type, default=field.default, choices=choices, help=HELP[field.name]
        )
    parser.add_argument(
        "--num-clients",
        type=int,
        help="number of simulated clients that share the digits; by default enough for --min-clients "
        f"at the given fraction, at most {MAX_CLIENTS}",
    )
    options = vars(parser.parse_args(arguments))
    clients = options.pop("num_clients")
    try:
        settings = Settings(**options)
    except ValueError as wrong:
        parser.error(str(wrong))
    if clients is None:
        wanted = math.ceil(settings.min_clients / settings.fraction_fit)
        clients = max(settings.min_clients, min(wanted, MAX_CLIENTS))
    if clients < settings.min_clients:
        parser.error(f"--num-clients must be at least --min-clients ({settings.min_clients}), not {clients}")
    return settings, clients


def simulate(settings, clients: int) -> int:
    """Runs the app in the simulation engine and returns the exit status."""
    print("Loading Flower, Ray and PyTorch ...", flush=True)
    try:
        import ray  # noqa: F401  before our SIGTERM handler, because Ray sets its own on import

        signal.signal(signal.SIGTERM, _exit_on_sigterm)
        from flwr.serverapp import ServerApp
        from flwr.simulation import run_simulation

        # Flower recommends `flwr run`. A script with its own options still needs run_simulation.
        logging.getLogger("flwr").addFilter(
            lambda record: (
                not (str(record.msg).startswith("DEPRECATED FEATURE") and "run_simulation" in record.getMessage())
            )
        )

        from digits_app.client_app import app as client_app
        from digits_app.server_app import TrainingFailed, train_federation

        server_app = ServerApp()
        done = []

        @server_app.main()
        def main(grid, context) -> None:
            try:
                done.append(train_federation(grid, settings, PROJECT))
            except TrainingFailed as failure:
                print(f"Training failed in {failure}", file=sys.stderr, flush=True)

        cores = min(clients, os.cpu_count() or 1)
        run_simulation(
            server_app=server_app,
            client_app=client_app,
            num_supernodes=clients,
            backend_config={
                "client_resources": {"num_cpus": 1, "num_gpus": 0},
                "init_args": {"num_cpus": cores, "num_gpus": 0},
            },
        )
    except KeyboardInterrupt:
        _stop(130)
    except SystemExit as stop:
        # Ray sets its own handler again when it starts. That handler exits with the signal number.
        _stop(143 if stop.code == signal.SIGTERM else int(stop.code or 1))
    return 0 if done else 1


def _exit_on_sigterm(signum, frame) -> None:
    raise SystemExit(128 + signum)


def _stop(status: int) -> None:
    # The server's thread may wait for clients that no longer answer, and the interpreter waits for
    # that thread. So Ray's processes are ended, and the process exits without waiting.
    print("Stopped before the last round.", file=sys.stderr, flush=True)
    if "ray" in sys.modules:
        sys.modules["ray"].shutdown()
    os._exit(status)


if __name__ == "__main__":
    chosen, number_of_clients = parse(sys.argv[1:])
    summary = ", ".join(f"{name}={value}" for name, value in asdict(chosen).items())
    print(f"Federated training of {number_of_clients} clients: {summary}", flush=True)
    sys.exit(simulate(chosen, number_of_clients))
