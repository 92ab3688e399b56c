from corpus_tools import exports, save, write_expected
from model import LitNet

models = {}
for name, values in {
    "LitNet_one": {"stride": 2, "num_classes": 3, "scale": 3.0, "activation": "tanh", "pretrained": True, "lr": 0.1},
    "LitNet_two": {"stride": 1, "num_classes": 3, "scale": 0.5, "activation": "sigmoid"},
}.items():
    known = {key: value for key, value in values.items() if key not in ("lr", "pretrained")}
    net = LitNet(**known)
    save(
        {
            "epoch": 1,
            "pytorch-lightning_version": "2.4.0",
            "state_dict": net.state_dict(),
            "optimizer_states": [{"state": {}, "param_groups": [{"lr": 0.1}]}],
            "hparams_name": "kwargs",
            "hyper_parameters": values,
        },
        f"weights/{name}.ckpt",
    )
    models[name] = exports(net)
write_expected({"models": models})
