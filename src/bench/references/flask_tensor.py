"""Flask with onnxruntime, like the model server that users know: ``gunicorn flask_tensor:app``."""

from __future__ import annotations

from flask import Flask, request
from tensor_model import TensorModel

app = Flask(__name__)
model = TensorModel()


@app.get("/")
def greeting() -> str:
    return "ready"


@app.post("/predict")
def predict() -> dict[str, object]:
    return {"output": model.predict(request.get_json()["inputs"]), "model_path": model.path}
