from corpus_tools import save, write_expected
from model import Heartbeat, Motion, Reviews

for network in (Reviews, Heartbeat, Motion):
    save(network(), f"weights/{network.__name__}.pth")
deploy = r".*torch\.onnx\.export.*DEPLOY_MODEL_PATH"
write_expected({
    "models": {
        "Reviews": {"refused": r"whole numbers \[n, LENGTH\].*has 1,000 rows.*rows\.long\(\)" + deploy},
        "Heartbeat": {"refused": r"signals \[n, 1, 187\].*reshape\(-1, 1, 187\)" + deploy},
        "Motion": {"refused": r"series \[n, LENGTH, 9\].*reshape\(-1, LENGTH, 9\)" + deploy},
    }
})
