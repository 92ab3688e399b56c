import pickle
import sys
import types

import numpy
from corpus_tools import save, write, write_expected
from model import Net


class History:
    """An object like Flower's, with series as attributes. Its module exists here only."""


class Config:
    """An object that contains itself, as the nodes of configurations do."""


module = types.ModuleType("training_of_others")
sys.modules[module.__name__] = module
for each in (History, Config):
    each.__module__ = module.__name__
    setattr(module, each.__name__, each)

history = History()
history.losses_centralized = [(0, 2.5), (1, 1.5), (2, numpy.float64(1.25))]
history.metrics_centralized = {"accuracy": [(0, 0.125), (1, 0.5), (2, 0.75)]}
history.metrics_distributed = {"accuracy": [(1, 0.25), (2, 0.625)]}
history.losses_distributed = []
config = Config()
config.parent = config
config.num_rounds = 2
save(Net(), "weights/Net.pth")
write("results/Net_results.pkl", pickle.dumps({"history": history, "config": config}, pickle.HIGHEST_PROTOCOL))
write_expected({
    "histories": {
        "Net": {
            "rounds": [0, 1, 2],
            "accuracies": [0.125, 0.5, 0.75],
            "losses": [2.5, 1.5, 1.25],
            "metrics": {"distributed_accuracy": [None, 0.25, 0.625]},
        }
    }
})
