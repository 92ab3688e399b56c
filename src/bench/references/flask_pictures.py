"""Flask with torch, like the prediction backend that users know: ``gunicorn flask_pictures:app``."""

from __future__ import annotations

import base64
import io
import os
import sys
from pathlib import Path

import torch
from flask import Flask, request
from PIL import Image
from torchvision import transforms

PROJECT = Path(os.environ["BENCH_PROJECT"])
LABELS = os.environ["BENCH_LABELS"].split(",")
SIZE = int(os.environ["BENCH_SIZE"])

sys.path.insert(0, str(PROJECT))
import model as definitions  # noqa: E402  (found by the line above)

torch.set_num_threads(1)
app = Flask(__name__)
prepare = transforms.Compose(
    [
        transforms.Resize((SIZE, SIZE)),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ]
)
networks: dict[str, torch.nn.Module] = {}


def network(name: str) -> torch.nn.Module:
    if name not in networks:
        made = getattr(definitions, name)()
        made.load_state_dict(torch.load(PROJECT / "saved_models" / f"{name}.pth"))
        networks[name] = made.eval()
    return networks[name]


@app.get("/")
def greeting() -> str:
    return "ready"


@app.post("/api/predict/")
def predict() -> dict[str, object]:
    body = request.get_json()
    file = base64.b64decode(body["image_data"].split(",", 1)[1])
    picture = Image.open(io.BytesIO(file)).convert("RGB")
    with torch.no_grad():
        outputs = network(body["model_id"])(prepare(picture).unsqueeze(0))
        probabilities = torch.softmax(outputs, dim=1)[0].tolist()
    pairs = sorted(zip(LABELS, probabilities, strict=True), key=lambda pair: pair[1], reverse=True)
    return {"predictions": [{"label": label, "probability": value} for label, value in pairs]}
