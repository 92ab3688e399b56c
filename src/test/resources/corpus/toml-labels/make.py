from corpus_tools import exports, save, write_expected
from model import Rectified, Smooth

MODELS = {
    "global_tumors": (Rectified(), ["no", "yes"]),
    "global_pets": (Smooth(), ["no", "yes"]),
    "global_pets_v2": (Smooth(), ["cat", "dog"]),
}
expected = {}
for name, (net, labels) in MODELS.items():
    for parameter in net.parameters():
        parameter.data.mul_(3)
    save(net, f"weights/{name}.pth")
    expected[name] = exports(net, labels=labels)
write_expected({"models": expected})
