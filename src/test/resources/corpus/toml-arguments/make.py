import os

import numpy as np
import torch
from corpus_tools import png, write_expected
from nets.scaled import Scaled

os.makedirs("weights")
torch.manual_seed(2)
model = Scaled([6, 5, 3], 0.3, {"kinds": ["leaky", "tanh"]}).eval()
torch.save(model.state_dict(), "weights/scaled.pth")

picture = np.random.default_rng(2).integers(0, 256, (12, 12, 3), dtype=np.uint8)
png("picture.png", picture)
mean = torch.tensor([0.5, 0.4, 0.3]).view(3, 1, 1)
std = torch.tensor([0.25, 0.5, 1.0]).view(3, 1, 1)
pixels = (torch.from_numpy(picture).permute(2, 0, 1) / 255 - mean) / std
with torch.no_grad():
    shares = torch.softmax(model(pixels[None])[0], 0).tolist()
write_expected(
    {
        "models": {
            "scaled": {
                "class": "Scaled",
                "predictions": {"picture.png": dict(zip("abc", shares))},
            }
        }
    }
)
