"""The output folder of a run: the best round's weights and the history, readable at any moment."""

import io
import json
import os
import time
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import torch
from torch import nn

from digits_app.settings import Settings


class RunResults:
    """Collects the rounds of one run and keeps ``global_models/<Model>_<time>/`` up to date.

    The folder is created with the first round, so a run without trained weights leaves none. Files are
    replaced atomically: a reader finds the old file or the new one, never half a file.
    """

    def __init__(self, project: Path, settings: Settings) -> None:
        self._parent = project / "global_models"
        self._settings = settings
        self._start = time.monotonic()
        self._started_at = datetime.now()
        self._rounds: list[int] = []
        self._losses: list[float] = []
        self._accuracies: list[float] = []
        self.folder: Path | None = None
        self.best_round = 0

    @property
    def best_accuracy(self) -> float:
        return self._accuracies[self._rounds.index(self.best_round)]

    def add(self, number: int, loss: float, accuracy: float, network: nn.Module) -> None:
        """Records a finished round. Its weights are kept if no earlier round was better."""
        if self.folder is None:
            self.folder = self._new_folder()
        best = max(zip(self._accuracies, (-each for each in self._losses)), default=None)
        self._rounds.append(number)
        self._losses.append(loss)
        self._accuracies.append(accuracy)
        if best is None or (accuracy, -loss) > best:
            self.best_round = number
            weights = io.BytesIO()
            torch.save(network.state_dict(), weights)
            _replace(self.folder / "best_model.pth", weights.getvalue())
        _replace(self.folder / "result.json", self._history().encode())

    def _new_folder(self) -> Path:
        moment = self._started_at
        while True:
            folder = self._parent / f"{self._settings.model}_{moment:%Y%m%d_%H%M%S}"
            try:
                folder.mkdir(parents=True)
                return folder
            except FileExistsError:  # the folder of another run of the same second
                moment += timedelta(seconds=1)

    def _history(self) -> str:
        history = {
            "rounds": self._rounds,
            "accuracies": self._accuracies,
            "losses": self._losses,
            "total_training_time": round(time.monotonic() - self._start, 2),
            "model": self._settings.model,
            "best_round": self.best_round,
            "parameters": asdict(self._settings),
        }
        return json.dumps(history, indent=2) + "\n"


def _replace(path: Path, content: bytes) -> None:
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(content)
    os.replace(aside, path)
