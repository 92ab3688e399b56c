"""The served Flower project, the pictures, and the bodies of the requests."""

from __future__ import annotations

import base64
import json
import shutil

import networks
import numpy as np
import onnxruntime
import torch
from photo import QUALITY, photo
from places import BODIES, IMAGE_SIZE, LABELS, NETWORKS, PICTURES, PROJECT, SAMPLE, TENSOR_MODELS

SIZES = ((640, 427), (1920, 1080))
TRAINING_STEPS = 20
LARGEST_OUTPUT = 4.0
"""Larger outputs would make all probabilities 0 or 1, where every answer agrees."""
TRAINING_BATCH = 16
POOL = "Pool"
"""An ONNX file of ``saved_models`` whose forward pass takes little more time than one reading of its input."""
POOL_SHAPE = (8, 3, 224, 224)
CASES = 64
"""Different inputs of the swap client."""


def make() -> None:
    """Makes all of it, the same in every run. Of the files of FLSys, only the cache of exports is kept."""
    for kept in PROJECT.glob(".flsys/*"):
        if kept.name != "cache":
            shutil.rmtree(kept) if kept.is_dir() else kept.unlink()
    for folder in (PICTURES, BODIES, PROJECT / "saved_models"):
        folder.mkdir(parents=True, exist_ok=True)
    for width, height in SIZES:
        path = PICTURES / f"{width}x{height}.jpg"
        if not path.exists():
            photo(width, height).save(path, quality=QUALITY, subsampling="4:2:0")
    shutil.copyfile(networks.__file__, PROJECT / "model.py")
    (PROJECT / "run_flower.py").write_text("raise SystemExit('There is nothing to train here.')\n", encoding="utf-8")
    for name in TENSOR_MODELS:
        shutil.copyfile(SAMPLE / name, PROJECT / name)
    for seed, name in enumerate(NETWORKS):
        path = PROJECT / "saved_models" / f"{name}.pth"
        if not path.exists():
            torch.save(_trained(name, seed).state_dict(), path)
        _export(name)
    _export_pool()
    _write_bodies()


def _trained(name: str, seed: int) -> torch.nn.Module:
    """Trains a little, to distinguish ten tints. With random weights, rounding errors would grow from layer to layer until
    even torch did not agree with itself."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    network: torch.nn.Module = getattr(networks, name)()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.02, momentum=0.9)
    tints = random.uniform(-1, 1, size=(len(LABELS), 3, 1, 1))
    pictures = np.stack([np.asarray(photo(IMAGE_SIZE, IMAGE_SIZE, seed=number)) for number in range(TRAINING_BATCH)])
    plain = pictures.transpose(0, 3, 1, 2) / 255.0 * 4 - 2
    network.train()
    for _ in range(TRAINING_STEPS):
        labels = random.integers(len(LABELS), size=TRAINING_BATCH)
        batch = torch.from_numpy((plain + tints[labels]).astype(np.float32))
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(batch), torch.from_numpy(labels)).backward()
        optimizer.step()
    network.eval()
    with torch.no_grad():
        largest = network(torch.from_numpy(plain.astype(np.float32))).abs().max()
        scale = min(1.0, LARGEST_OUTPUT / float(largest))
        last = [layer for layer in network.modules() if isinstance(layer, torch.nn.Linear)][-1]
        last.weight.mul_(scale)
        last.bias.mul_(scale)
    return network


def _export(name: str) -> None:
    """Writes the ONNX file of the reference without torch, outside the folder of the models that FLSys lists."""
    path = PROJECT / "onnx" / f"{name}.onnx"
    if path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    network: torch.nn.Module = getattr(networks, name)()
    network.load_state_dict(torch.load(PROJECT / "saved_models" / f"{name}.pth"))
    network.eval()
    torch.onnx.export(network, torch.zeros(1, 3, IMAGE_SIZE, IMAGE_SIZE), path, input_names=["pictures"])


def _export_pool() -> None:
    path = PROJECT / "saved_models" / f"{POOL}.onnx"
    if path.exists():
        return
    network = torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())
    names = {"input_names": ["inputs"], "output_names": ["output"]}
    torch.onnx.export(
        network, torch.zeros(POOL_SHAPE), path, **names, dynamic_axes={"inputs": {0: "n"}, "output": {0: "n"}}
    )


def _write_bodies() -> None:
    random = np.random.default_rng(5)
    inputs = [[[round(value, 4) for value in random.normal(size=10)]] for _ in range(CASES)]
    answers = [tensor_answers(name, inputs) for name in TENSOR_MODELS]
    cases = [
        {"body": json.dumps({"inputs": rows}), "outputs": [answers[0][i][0], answers[1][i][0]]}
        for i, rows in enumerate(inputs)
    ]
    _write("cases", {"models": TENSOR_MODELS, "cases": cases})
    _write("predict", {"inputs": inputs[0]})
    _write(
        "v2",
        {"inputs": [{"name": "inputs", "shape": [1, 10], "datatype": "FP32", "data": inputs[0][0]}]},
    )
    picture = base64.b64encode((PICTURES / "640x427.jpg").read_bytes()).decode()
    for name in NETWORKS:
        _write(name, {"model_id": name, "image_data": f"data:image/jpeg;base64,{picture}"})


def _write(name: str, body: object) -> None:
    (BODIES / f"{name}.json").write_text(json.dumps(body), encoding="utf-8")


def tensor_answers(model: str, inputs: list[list[list[float]]]) -> list[list[list[float]]]:
    """The outputs of onnxruntime in this process for each of ``inputs``."""
    session = onnxruntime.InferenceSession(PROJECT / model, providers=["CPUExecutionProvider"])
    return [session.run(None, {"inputs": np.asarray(rows, np.float32)})[0].tolist() for rows in inputs]
