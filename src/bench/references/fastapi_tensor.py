"""FastAPI with onnxruntime on the event loop: ``uvicorn fastapi_tensor:app``."""

from __future__ import annotations

from fastapi import FastAPI
from pydantic import BaseModel
from tensor_model import TensorModel

app = FastAPI()
model = TensorModel()


class Inputs(BaseModel):
    inputs: list[list[float]]


@app.post("/predict", response_model=None)
async def predict(body: Inputs) -> dict[str, object]:
    return {"output": model.predict(body.inputs), "model_path": model.path}
