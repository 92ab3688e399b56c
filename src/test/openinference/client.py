"""Uses a service on the sample project through Triton's client for Python, over HTTP.

python client.py HOST:PORT PICTURES
"""

import asyncio
import base64
import http.client
import json
import sys
import unittest
from contextlib import closing
from pathlib import Path

import numpy as np
import tritonclient.http as triton
import tritonclient.http.aio as triton_aio
from tritonclient.utils import InferenceServerException

address, pictures = sys.argv[1], Path(sys.argv[2])
ROWS = np.random.default_rng(1).random((3, 10), dtype=np.float32)


def post(path, body, headers=None):
    with closing(http.client.HTTPConnection(address)) as connection:
        connection.request("POST", path, body, headers or {})
        answer = connection.getresponse()
        return answer, answer.read()


def row_input(rows=ROWS, binary=True):
    tensor = triton.InferInput("inputs", list(rows.shape), "FP32")
    tensor.set_data_from_numpy(rows, binary_data=binary)
    return tensor


class TritonClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = triton.InferenceServerClient(address)
        answer, body = post("/predict", json.dumps({"inputs": ROWS.tolist()}), {"Content-Type": "application/json"})
        assert answer.status == 200, body
        cls.expected = np.array(json.loads(body)["output"], dtype=np.float32)

    def rows(self, result):
        np.testing.assert_allclose(result.as_numpy("output"), self.expected, rtol=1e-6)

    def refused(self, part, call):
        with self.assertRaises(InferenceServerException) as refused:
            call()
        self.assertIn(part, str(refused.exception))

    def test_the_server_and_its_models_are_ready(self):
        self.assertTrue(self.client.is_server_live())
        self.assertTrue(self.client.is_server_ready())
        self.assertEqual(self.client.get_server_metadata()["name"], "flsys")
        self.assertTrue(self.client.is_model_ready("deployed"))
        self.assertTrue(self.client.is_model_ready("TinyResNet_onnx.picture", "1"))
        self.assertFalse(self.client.is_model_ready("nothing"))
        self.assertFalse(self.client.is_model_ready("deployed", "2"))

    def test_metadata_and_configuration_describe_the_same_tensors(self):
        metadata = self.client.get_model_metadata("TinyResNet_onnx")
        config = self.client.get_model_config("TinyResNet_onnx")
        self.assertEqual(metadata["inputs"][0]["shape"], [-1, 3, 32, 32])
        self.assertEqual(config["input"][0]["dims"], [3, 32, 32])
        self.assertEqual(config["input"][0]["name"], metadata["inputs"][0]["name"])
        self.assertEqual(config["backend"], "onnxruntime")
        self.assertEqual(self.client.get_model_metadata("LeNet_scripted")["platform"], "pytorch_libtorch")

    def test_binary_and_json_tensors_give_the_answers_of_predict(self):
        for binary_in in (True, False):
            for binary_out in (True, False):
                output = triton.InferRequestedOutput("output", binary_data=binary_out)
                result = self.client.infer("deployed", [row_input(binary=binary_in)], outputs=[output], request_id="7")
                self.rows(result)
                self.assertEqual(result.get_response()["id"], "7")
                self.assertEqual(result.get_response()["model_version"], "1")

    def test_compressed_bodies_are_read(self):
        for request in ("gzip", "deflate"):
            self.rows(self.client.infer("deployed", [row_input()], request_compression_algorithm=request))
            self.rows(self.client.infer("deployed", [row_input()], response_compression_algorithm=request))

    def test_concurrent_and_asynchronous_calls_work(self):
        with triton.InferenceServerClient(address, concurrency=4) as client:
            calls = [client.async_infer("deployed", [row_input()]) for _ in range(20)]
            for call in calls:
                self.rows(call.get_result())

        async def infer():
            async with triton_aio.InferenceServerClient(address) as client:
                self.rows(await client.infer("deployed", [row_input()]))

        asyncio.run(infer())

    def test_the_classes_of_a_picture_are_those_of_the_rest_api(self):
        files = sorted(pictures.glob("digit_*.png"))[:3]
        images = np.array([[file.read_bytes()] for file in files], dtype=np.object_)
        tensor = triton.InferInput("image", list(images.shape), "BYTES")
        tensor.set_data_from_numpy(images)
        result = self.client.infer("TinyResNet_onnx.picture", [tensor])
        for row, file in enumerate(files):
            body = {"model_id": "TinyResNet_onnx", "image_data": base64.b64encode(file.read_bytes()).decode()}
            _, answer = post("/api/predict/", json.dumps(body), {"Content-Type": "application/json"})
            predictions = json.loads(answer)["predictions"]
            self.assertEqual(
                [each.decode() for each in result.as_numpy("label")[row]], [p["label"] for p in predictions]
            )
            np.testing.assert_allclose(
                result.as_numpy("probability")[row], [p["probability"] for p in predictions], rtol=1e-5, atol=1e-12
            )
        best = triton.InferRequestedOutput("probability", class_count=1)
        classes = self.client.infer("TinyResNet_onnx.picture", [tensor], outputs=[best]).as_numpy("probability")
        self.assertEqual(classes.shape, (3, 1))
        self.assertRegex(classes[0][0].decode(), r"^\d\.\d{6}:\d:\d$")

    def test_a_model_can_be_unloaded_and_loaded(self):
        name = "TinyResNet_onnx"
        self.client.unload_model(name)
        self.assertFalse(self.client.is_model_ready(name))
        states = {entry["name"]: entry for entry in self.client.get_model_repository_index()}
        self.assertEqual((states[name]["state"], states[name]["reason"]), ("UNAVAILABLE", "unloaded"))
        self.client.load_model(name)
        self.assertTrue(self.client.is_model_ready(name))
        self.refused("nothing", lambda: self.client.load_model("nothing"))

    def test_statistics_count_what_was_answered(self):
        def count():
            return self.client.get_inference_statistics("deployed")["model_stats"][0]

        before = count()
        self.client.infer("deployed", [row_input()])
        after = count()
        self.assertEqual(after["inference_count"] - before["inference_count"], 3)
        self.assertEqual(after["execution_count"] - before["execution_count"], 1)
        self.assertGreater(after["inference_stats"]["success"]["ns"], before["inference_stats"]["success"]["ns"])

    def test_wrong_requests_are_refused_with_the_reason(self):
        doubles = triton.InferInput("inputs", [3, 10], "FP64")
        doubles.set_data_from_numpy(ROWS.astype(np.float64))
        self.refused("FP64", lambda: self.client.infer("deployed", [doubles]))
        self.refused("shape", lambda: self.client.infer("deployed", [row_input(ROWS[:, :3].copy())]))
        self.refused("missing", lambda: self.client.infer("deployed", []))
        self.refused("systemsharedmemory", self.client.get_system_shared_memory_status)
        self.refused("'2'", lambda: self.client.infer("deployed", [row_input()], model_version="2"))

    def test_a_body_of_bytes_alone_is_a_tensor(self):
        answer, _ = post("/v2/models/deployed/infer", ROWS.tobytes(), {"Inference-Header-Content-Length": "0"})
        self.assertEqual(answer.status, 200)
        picture = next(pictures.glob("digit_*.png")).read_bytes()
        headers = {"Inference-Header-Content-Length": "0"}
        answer, _ = post("/v2/models/TinyResNet_onnx.picture/infer", picture, headers)
        self.assertEqual(answer.status, 200)

    def test_the_headers_say_whether_binary_data_follows_the_json(self):
        given = {"name": "inputs", "shape": list(ROWS.shape), "datatype": "FP32", "data": ROWS.ravel().tolist()}
        answer, content = post("/v2/models/deployed/infer", json.dumps({"inputs": [given]}))
        self.assertEqual(answer.getheader("Content-Type"), "application/json")
        self.assertIsNone(answer.getheader("Inference-Header-Content-Length"))
        self.assertEqual(json.loads(content)["outputs"][0]["shape"], list(self.expected.shape))
        body = json.dumps({"inputs": [given], "parameters": {"binary_data_output": True}})
        answer, content = post("/v2/models/deployed/infer", body)
        self.assertEqual(answer.getheader("Content-Type"), "application/octet-stream")
        length = int(answer.getheader("Inference-Header-Content-Length"))
        size = json.loads(content[:length])["outputs"][0]["parameters"]["binary_data_size"]
        self.assertEqual(int(answer.getheader("Content-Length")), length + size)
        self.assertEqual(len(content), length + size)

    def test_errors_have_the_member_error_and_the_plain_type(self):
        for path, body in (("/v2/models/deployed/infer", b"{"), ("/v2/nothing", b""), ("/v2/repository/index", b"[]")):
            answer, content = post(path, body)
            self.assertGreaterEqual(answer.status, 400)
            self.assertEqual(answer.getheader("Content-Type"), "application/json")
            self.assertEqual(list(json.loads(content)), ["error"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
