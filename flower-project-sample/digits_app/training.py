"""Building, training and evaluating one network on one machine; Flower is not involved here."""

import torch
from torch import nn

import model


def build(name: str) -> nn.Module:
    """An untrained network; ``name`` is one of ``settings.MODELS``."""
    return getattr(model, name)()


def train(
    network: nn.Module,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    generator: torch.Generator,
) -> float:
    """Trains in place by SGD with momentum and returns the mean loss of the last pass.

    ``generator`` decides the order of the batches. Gradients are clipped to norm 1, because LeNet
    diverges at larger learning rates otherwise.
    """
    network.train()
    optimizer = torch.optim.SGD(network.parameters(), lr=learning_rate, momentum=0.9)
    total = 0.0
    for _ in range(epochs):
        total = 0.0
        for batch in torch.randperm(len(targets), generator=generator).split(batch_size):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(network(inputs[batch]), targets[batch])
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), max_norm=1.0)
            optimizer.step()
            total += loss.item() * len(batch)
    return total / len(targets)


@torch.no_grad()
def evaluate(network: nn.Module, inputs: torch.Tensor, targets: torch.Tensor) -> tuple[float, float]:
    """Mean loss and accuracy (0 to 1) on the given pictures."""
    network.eval()
    loss, right = 0.0, 0
    for first in range(0, len(targets), 256):
        expected = targets[first : first + 256]
        logits = network(inputs[first : first + 256])
        loss += nn.functional.cross_entropy(logits, expected, reduction="sum").item()
        right += int((logits.argmax(1) == expected).sum())
    return loss / len(targets), right / len(targets)
