"""Makes deploy.onnx and deploy_new.onnx, the two tensor models for POST /predict.

    python tools/make_deploy_models.py

Both take ``inputs`` ``[N, 10]`` float32 and give ``output`` ``[N, 5]`` float32. Their weights are
random with fixed seeds. The models are swapped for one another, and their answers differ.
"""

from pathlib import Path

import torch
from onnx_export import write_onnx
from torch import nn

PROJECT = Path(__file__).resolve().parent.parent


def two_layers() -> nn.Module:
    return nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 5))


def three_layers() -> nn.Module:
    return nn.Sequential(nn.Linear(10, 24), nn.Tanh(), nn.Linear(24, 16), nn.ReLU(), nn.Linear(16, 5))


if __name__ == "__main__":
    for name, seed, build in (("deploy.onnx", 1, two_layers), ("deploy_new.onnx", 2, three_layers)):
        torch.manual_seed(seed)
        write_onnx(build(), torch.zeros(2, 10), PROJECT / name, "inputs", "output")
        print(name)
