from corpus_tools import PICTURE, answers, predictions, save, tensor, write_expected
from model import Both

net = Both()
for name in ("Both", "Pair", "Object", "Twice"):
    save(net, f"weights/{name}.pth")
logits, _ = net.both(tensor(PICTURE))
models = {name: {"class": name, **predictions(answers(logits))} for name in ("Both", "Pair", "Object")}
models["Twice"] = {"refused": r"returns a dict.*'logits'.*\[2, 3\].*more than one"}
write_expected({"models": models})
