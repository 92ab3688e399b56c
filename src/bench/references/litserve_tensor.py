"""LitServe with onnxruntime: ``python litserve_tensor.py PORT WORKERS``."""

from __future__ import annotations

import sys

import litserve
from tensor_model import TensorModel


class TensorApi(litserve.LitAPI):
    """LitServe makes one model for each worker, in its own process."""

    def setup(self, device: str) -> None:
        self.model = TensorModel()

    # Without types, which LitServe would read as parameters of the query.
    def decode_request(self, request):  # type: ignore[no-untyped-def]
        return request["inputs"]

    def predict(self, x: list[list[float]]) -> list[list[float]]:
        return self.model.predict(x)

    def encode_response(self, output: list[list[float]]) -> dict[str, object]:
        return {"output": output, "model_path": "deploy.onnx"}


if __name__ == "__main__":
    port, workers = int(sys.argv[1]), int(sys.argv[2])
    server = litserve.LitServer(TensorApi(api_path="/predict"), accelerator="cpu", workers_per_device=workers)
    server.run(
        host="127.0.0.1",
        port=port,
        num_api_servers=workers,
        generate_client_file=False,
        log_level="error",
        access_log=False,
    )
