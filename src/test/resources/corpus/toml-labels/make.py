import os

import numpy as np
import torch
from corpus_tools import png, write_expected
from model import Rectified, Smooth

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
MODELS = {
    "global_tumors": (Rectified, ["no", "yes"]),
    "global_pets": (Smooth, ["no", "yes"]),
    "global_pets_v2": (Smooth, ["cat", "dog"]),
}

os.makedirs("weights")
torch.manual_seed(1)
picture = np.random.default_rng(1).integers(0, 256, (8, 8, 3), dtype=np.uint8)
png("picture.png", picture)
pixels = (torch.from_numpy(picture).permute(2, 0, 1) / 255 - MEAN) / STD

expected = {}
for model_id, (network, labels) in MODELS.items():
    model = network().eval()
    for parameter in model.parameters():
        parameter.data.mul_(3)
    torch.save(model.state_dict(), f"weights/{model_id}.pth")
    with torch.no_grad():
        shares = torch.softmax(model(pixels[None])[0], 0).tolist()
    expected[model_id] = {
        "class": network.__name__,
        "predictions": {"picture.png": dict(zip(labels, shares))},
    }
write_expected({"models": expected})
