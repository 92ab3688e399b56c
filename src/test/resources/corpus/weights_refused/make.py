import os

import numpy as np
import torch
from corpus_tools import save, write_expected
from model import Net


class Touch:
    def __reduce__(self):
        return os.system, ("touch was_run",)


net = Net()
state = net.state_dict()
save({"state_dict": state, "extra": Touch()}, "weights/hostile.pth")
save({"model": state, "ema": Net().state_dict()}, "weights/two.pth")
torch.save(net, "weights/whole.pth")
np.savez("weights/objects.npz", parameters=np.array([each.numpy() for each in state.values()], dtype=object))
not_run = r"nothing in it was run.*torch.save\(model.state_dict\(\)"
write_expected({
    "models": {
        "whole": {"refused": not_run},
        "hostile": {"refused": not_run},
        "objects": {"refused": "nothing in it was run.*np.savez"},
        "two": {"refused": "'model' and 'ema'"},
    }
})
