"""The settings of a run: the same eight on a command line and in ``flwr run``."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

MODELS = ("LeNet", "TinyResNet")
"""The classes of ``model.py`` that can be trained. They are named here so that ``--help`` does not load torch."""


@dataclass(frozen=True)
class Settings:
    """The checked settings of one run. A value out of its range raises ``ValueError``.

    Attributes:
        rounds: rounds of federated averaging, 1 or more.
        min_clients: number of clients that a round needs, 1 or more.
        fraction_fit: share of the clients that train in a round, above 0, at most 1.
        learning_rate: step of the clients' SGD, above 0.
        model: one of ``MODELS``.
        local_epochs: passes of a client over its data in a round, 1 or more.
        batch_size: digits per training step, 1 or more.
        seed: seed of the initial weights and of the order of the batches, 0 or more.
    """

    rounds: int = 3
    min_clients: int = 2
    fraction_fit: float = 1.0
    learning_rate: float = 0.05
    model: str = "LeNet"
    local_epochs: int = 3
    batch_size: int = 32
    seed: int = 42

    def __post_init__(self) -> None:
        for name in ("rounds", "min_clients", "local_epochs", "batch_size"):
            if getattr(self, name) < 1:
                raise ValueError(f"{option(name)} must be 1 or more, not {getattr(self, name)}")
        if not 0 < self.fraction_fit <= 1:
            raise ValueError(f"{option('fraction_fit')} must be above 0 and at most 1, not {self.fraction_fit}")
        if not 0 < self.learning_rate < float("inf"):
            raise ValueError(f"{option('learning_rate')} must be a number above 0, not {self.learning_rate}")
        if self.model not in MODELS:
            raise ValueError(f"{option('model')} must be one of {', '.join(MODELS)}, not {self.model}")
        if self.seed < 0:
            raise ValueError(f"{option('seed')} must be 0 or more, not {self.seed}")

    @staticmethod
    def from_run_config(run_config: Mapping[str, object]) -> "Settings":
        """The settings in a Flower run config, whose keys are the options without their ``--``."""
        defaults = asdict(Settings())
        given = {name: run_config.get(option(name)[2:], value) for name, value in defaults.items()}
        # A TOML value such as learning-rate=1 arrives as an integer.
        return Settings(**{name: type(defaults[name])(value) for name, value in given.items()})


def option(name: str) -> str:
    """The command-line option of a setting: ``min_clients`` is ``--min-clients``."""
    return "--" + name.replace("_", "-")
