import json

from corpus_tools import save, write, write_expected
from model import Net

save(Net(), "weights/net.pth")
accuracies = [0.125, 0.5, 0.875, 0.75]
write("results/net_results.json", json.dumps({"test_acc": accuracies, "best_model_round": 2, "best_acc": 0.875}))
write_expected({"histories": {"net": {"rounds": [0, 1, 2, 3], "accuracies": accuracies, "best_model_round": 2}}})
