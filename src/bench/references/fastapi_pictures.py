"""FastAPI with onnxruntime and Pillow, without torch: ``uvicorn fastapi_pictures:app``."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path

import numpy as np
import onnxruntime
from fastapi import FastAPI
from PIL import Image
from pydantic import BaseModel

MODELS = Path(os.environ["BENCH_PROJECT"]) / "onnx"
LABELS = os.environ["BENCH_LABELS"].split(",")
SIZE = int(os.environ["BENCH_SIZE"])
MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32).reshape(3, 1, 1)
STD = np.array([0.229, 0.224, 0.225], dtype=np.float32).reshape(3, 1, 1)

app = FastAPI()
sessions: dict[str, onnxruntime.InferenceSession] = {}


class Request(BaseModel):
    model_id: str
    image_data: str


def session(name: str) -> onnxruntime.InferenceSession:
    if name not in sessions:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        sessions[name] = onnxruntime.InferenceSession(
            MODELS / f"{name}.onnx", options, providers=["CPUExecutionProvider"]
        )
    return sessions[name]


@app.post("/api/predict/", response_model=None)
async def predict(body: Request) -> dict[str, object]:
    """On the event loop: each worker has one core, so threads would only wait for one another."""
    file = base64.b64decode(body.image_data.split(",", 1)[1])
    picture = Image.open(io.BytesIO(file)).convert("RGB").resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    levels = np.asarray(picture).transpose(2, 0, 1).astype(np.float32)
    tensor = ((levels / 255 - MEAN) / STD)[np.newaxis]
    model = session(body.model_id)
    outputs = model.run(None, {model.get_inputs()[0].name: tensor})[0][0]
    powers = np.exp(outputs - outputs.max())
    probabilities = (powers / powers.sum()).tolist()
    pairs = sorted(zip(LABELS, probabilities, strict=True), key=lambda pair: pair[1], reverse=True)
    return {"predictions": [{"label": label, "probability": value} for label, value in pairs]}
