"""A custom runtime of MLServer with onnxruntime; the driver writes its settings files."""

from __future__ import annotations

from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse
from tensor_model import TensorModel


class TensorRuntime(MLModel):
    async def load(self) -> bool:
        self._model = TensorModel(self.settings.parameters.extra["path"])
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        rows = NumpyCodec.decode_input(payload.inputs[0])
        output = NumpyCodec.encode_output("output", self._model.run(rows))
        return InferenceResponse(model_name=self.name, outputs=[output])
