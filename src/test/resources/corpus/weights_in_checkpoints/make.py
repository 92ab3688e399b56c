import numpy as np
import torch
from corpus_tools import exports, save, write_expected
from model import Net

net, half = Net(), Net()
state = net.state_dict()
halves = {key: value.half() if value.is_floating_point() else value for key, value in state.items()}
half.load_state_dict(halves)
arrays = [value.numpy() for value in state.values()]
files = {
    "any_key.pth": {"round": np.int64(3), "accuracy": np.float64(0.5), "global_parameters": state, "lr": 0.1},
    "prefixes.pt": {"net." + "_module." + key: value for key, value in state.items()},
    "counter.bin": {**state, "norm.num_batches_tracked": torch.zeros(0)},
    "in_order.ckpt": {"round": 3, "parameters": arrays},
    "list.pth": arrays,
    "tarred.pth.tar": {"model": state, "optimizer": {"state": {0: {"exp_avg": torch.zeros(3)}}}},
}
save(halves, "weights/half.pth")
np.savez("weights/arrays.npz", *arrays)
models = {"half": exports(half), "arrays": exports(net)}
for name, content in files.items():
    save(content, f"weights/{name}")
    models[name.split(".")[0]] = exports(net)
write_expected({"models": models})
