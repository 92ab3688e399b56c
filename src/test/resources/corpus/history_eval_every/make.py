import json

from corpus_tools import save, write, write_expected
from model import Net

save(Net(), "weights/net.pth")
rounds = [5, 10, 15, 20]
accuracies = [number / 32 for number in rounds]
losses = [8.0 / number for number in rounds]
config = {"num_rounds": 20, "eval_every": 5}
write("results/net.json", json.dumps({"config": config, "test_accuracy": accuracies, "test_loss": losses}))
write_expected({"histories": {"net": {"rounds": rounds, "accuracies": accuracies, "losses": losses}}})
