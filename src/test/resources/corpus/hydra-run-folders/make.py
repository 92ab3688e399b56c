from corpus_tools import exports, save, write, write_expected
from model import Net

models = {}
for at in ("12-00-00", "13-30-00"):
    net = Net()
    save(net, f"outputs/2025-01-31/{at}/global_model.pth")
    write(f"outputs/2025-01-31/{at}/.hydra/config.yaml", "")
    models[f"2025-01-31_{at}_global_model"] = exports(net)
write("outputs/2025-01-31/12-00-00/results.csv", "round,loss,accuracy\n1,1.5,0.25\n2,1.25,0.5\n")
write("outputs/2025-01-31/13-30-00/results.csv", "round,loss,accuracy\n1,0.5,0.75\n")
write_expected({
    "models": models,
    "histories": {
        "2025-01-31_12-00-00_global_model": {"rounds": [1, 2], "accuracies": [0.25, 0.5], "losses": [1.5, 1.25]},
        "2025-01-31_13-30-00_global_model": {"rounds": [1], "accuracies": [0.75], "losses": [0.5]},
    },
})
