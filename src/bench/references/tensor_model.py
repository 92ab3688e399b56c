"""The tensor model of all references of ``/predict``, by onnxruntime with one thread."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnxruntime

PROJECT = Path(os.environ["BENCH_PROJECT"])


class TensorModel:
    """An ONNX model of the project: ``[n][10]`` floats to ``[n][5]``."""

    def __init__(self, path: str = "deploy.onnx") -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.path = path
        self._session = onnxruntime.InferenceSession(PROJECT / path, options, providers=["CPUExecutionProvider"])

    def predict(self, rows: list[list[float]]) -> list[list[float]]:
        return self.run(np.asarray(rows, dtype=np.float32)).tolist()

    def run(self, rows: np.ndarray) -> np.ndarray:
        return self._session.run(None, {"inputs": rows})[0]
