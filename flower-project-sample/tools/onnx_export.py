"""Writes a network as ONNX with a batch of any size. The other tools use it."""

import inspect
from pathlib import Path

import torch
from torch import nn


def write_onnx(network: nn.Module, example: torch.Tensor, path: Path, input_name: str, output_name: str) -> None:
    """Exports ``network`` in evaluation mode; axis 0 of input and output is the batch.

    Every onnxruntime since 1.6 reads opset 13. The tracing exporter is used even if torch has a newer
    one, which needs further packages.
    """
    tracing_only = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    torch.onnx.export(
        network.eval(),
        (example,),
        str(path),
        input_names=[input_name],
        output_names=[output_name],
        dynamic_axes={input_name: {0: "batch"}, output_name: {0: "batch"}},
        opset_version=13,
        **tracing_only,
    )
