import os

import torch

from corpus_tools import picture, png, probabilities, write_expected
from model import Relu, Tanh

torch.manual_seed(21)
png("picture.png", picture())
FILES = {
    "Tanh_best_model": ("weights/Tanh/checkpoints/best_model.pt", Tanh()),
    "iid_Relu": ("weights/iid/Relu.pt", Relu()),
    "skewed_Relu": ("weights/skewed/Relu.pt", Relu()),
    "Wide_last_model": ("weights/Wide/last_model.pt", Tanh()),
}
models = {}
for id, (file, net) in FILES.items():
    os.makedirs(os.path.dirname(file), exist_ok=True)
    torch.save(net.state_dict(), file)
    models[id] = {
        "class": type(net).__name__,
        "predictions": {"picture.png": probabilities(net, picture())},
    }
models["Wide_last_model"] = {"refused": "Several classes fit.*Relu, Tanh"}
write_expected({"models": models})
