"""Uses a service on the sample project through gRPC: Triton's client, reflection, health, and frames of its own.

python grpc_client.py HOST:PORT PICTURES
"""

import asyncio
import queue
import sys
import threading
import unittest
import zlib
from pathlib import Path

import grpc
import numpy as np
import tritonclient.grpc as triton
import tritonclient.grpc.aio as triton_aio
import tritonclient.http
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from tritonclient.grpc import model_config_pb2, service_pb2, service_pb2_grpc
from tritonclient.utils import InferenceServerException

address, pictures = sys.argv[1], Path(sys.argv[2])
ROWS = np.random.default_rng(1).random((3, 10), dtype=np.float32)


def row_input(rows=ROWS, name="inputs"):
    tensor = triton.InferInput(name, list(rows.shape), "FP32")
    tensor.set_data_from_numpy(rows)
    return tensor


def typed(rows=ROWS, **changes):
    """A request with its data in contents."""
    request = service_pb2.ModelInferRequest(model_name="deployed")
    tensor = request.inputs.add(name="inputs", datatype="FP32", shape=rows.shape)
    tensor.contents.fp32_contents.extend(rows.flatten().tolist())
    for name, value in changes.items():
        setattr(tensor, name, value)
    return request


class GrpcTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = triton.InferenceServerClient(address)
        cls.channel = grpc.insecure_channel(address, options=[("grpc.max_receive_message_length", -1)])
        cls.stub = service_pb2_grpc.GRPCInferenceServiceStub(cls.channel)
        http = tritonclient.http.InferenceServerClient(address)
        tensor = tritonclient.http.InferInput("inputs", [3, 10], "FP32")
        tensor.set_data_from_numpy(ROWS)
        cls.expected = http.infer("deployed", [tensor]).as_numpy("output")

    def rows(self, result):
        np.testing.assert_allclose(result.as_numpy("output"), self.expected, rtol=1e-6)

    def fails(self, code, call, part=""):
        with self.assertRaises((grpc.RpcError, InferenceServerException)) as failed:
            call()
        error = failed.exception
        if isinstance(error, grpc.RpcError):
            self.assertEqual(error.code(), code, error.details())
            self.assertIn(part, error.details())
        else:
            self.assertEqual(error.status(), f"StatusCode.{code.name}", str(error))
            self.assertIn(part, str(error))


class TritonClientTest(GrpcTest):
    def test_the_server_and_its_models_are_ready(self):
        self.assertTrue(self.client.is_server_live())
        self.assertTrue(self.client.is_server_ready())
        metadata = self.client.get_server_metadata()
        self.assertEqual(metadata.name, "flsys")
        self.assertIn("binary_tensor_data", metadata.extensions)
        self.assertTrue(self.client.is_model_ready("deployed"))
        self.assertTrue(self.client.is_model_ready("TinyResNet_onnx.picture", "1"))
        self.assertFalse(self.client.is_model_ready("nothing"))
        self.assertFalse(self.client.is_model_ready("deployed", "2"))

    def test_metadata_and_configuration_describe_the_same_tensors(self):
        metadata = self.client.get_model_metadata("TinyResNet_onnx")
        config = self.client.get_model_config("TinyResNet_onnx").config
        self.assertEqual(list(metadata.inputs[0].shape), [-1, 3, 32, 32])
        self.assertEqual(list(config.input[0].dims), [3, 32, 32])
        self.assertEqual(config.input[0].name, metadata.inputs[0].name)
        self.assertEqual(config.input[0].data_type, model_config_pb2.TYPE_FP32)
        self.assertEqual(config.backend, "onnxruntime")
        self.assertEqual(self.client.get_model_metadata("LeNet_scripted").platform, "pytorch_libtorch")

    def test_raw_and_typed_tensors_are_answered_in_their_form(self):
        result = self.client.infer("deployed", [row_input()], request_id="7")
        self.rows(result)
        answer = result.get_response()
        self.assertEqual((answer.id, answer.model_version, answer.model_name), ("7", "1", "deployed"))
        self.assertEqual((len(answer.raw_output_contents), answer.outputs[0].HasField("contents")), (1, False))
        answer = self.stub.ModelInfer(typed())
        self.assertEqual(len(answer.raw_output_contents), 0)
        np.testing.assert_allclose(
            np.array(answer.outputs[0].contents.fp32_contents).reshape(self.expected.shape), self.expected, rtol=1e-6
        )

    def test_compressed_messages_are_read(self):
        for algorithm in ("gzip", "deflate"):
            self.rows(self.client.infer("deployed", [row_input()], compression_algorithm=algorithm))

    def test_asynchronous_calls_and_cancellation_work(self):
        answers = queue.Queue()
        for _ in range(20):
            self.client.async_infer("deployed", [row_input()], lambda result, error: answers.put((result, error)))
        for _ in range(20):
            result, error = answers.get(timeout=30)
            self.assertIsNone(error)
            self.rows(result)
        call = self.client.async_infer("deployed", [row_input()], lambda result, error: answers.put((result, error)))
        call.cancel()
        answers.get(timeout=30)

    def test_the_aio_client_works(self):
        async def requests():
            for i in range(3):
                yield {"model_name": "deployed", "inputs": [row_input()], "request_id": str(i)}

        async def infer():
            async with triton_aio.InferenceServerClient(address) as client:
                self.assertTrue(await client.is_server_ready())
                self.rows(await client.infer("deployed", [row_input()]))
                ids = []
                async for result, error in client.stream_infer(requests()):
                    self.assertIsNone(error)
                    self.rows(result)
                    ids.append(result.get_response().id)
                self.assertEqual(ids, ["0", "1", "2"])

        asyncio.run(infer())

    def test_a_stream_answers_in_order_and_outlives_a_refused_request(self):
        answers = queue.Queue()
        with triton.InferenceServerClient(address) as client:
            client.start_stream(lambda result, error: answers.put((result, error)))
            for i in range(30):
                tensor = row_input(ROWS if i != 7 else ROWS[:, :3].copy())
                client.async_stream_infer("deployed", [tensor], request_id=str(i), enable_empty_final_response=True)
            for i in range(30):
                result, error = answers.get(timeout=30)
                if i == 7:
                    self.assertIn("shape", str(error))
                else:
                    self.rows(result)
                    self.assertEqual(result.get_response().id, str(i))
                    self.assertTrue(result.get_response().parameters["triton_final_response"].bool_param)
            client.stop_stream()

    def test_the_classes_of_a_picture_are_those_over_http(self):
        files = sorted(pictures.glob("digit_*.png"))[:3]
        images = np.array([[file.read_bytes()] for file in files], dtype=np.object_)
        tensor, other = (kind("image", [3, 1], "BYTES") for kind in (triton.InferInput, tritonclient.http.InferInput))
        tensor.set_data_from_numpy(images)
        other.set_data_from_numpy(images)
        result = self.client.infer("TinyResNet_onnx.picture", [tensor])
        with tritonclient.http.InferenceServerClient(address) as http:
            expected = http.infer("TinyResNet_onnx.picture", [other])
        for output in ("label", "probability"):
            self.assertEqual(result.as_numpy(output).tolist(), expected.as_numpy(output).tolist())
        best = triton.InferRequestedOutput("probability", class_count=1)
        classes = self.client.infer("TinyResNet_onnx.picture", [tensor], outputs=[best]).as_numpy("probability")
        self.assertEqual(classes.shape, (3, 1))
        self.assertRegex(classes[0][0].decode(), r"^\d\.\d{6}:\d:\d$")

    def test_a_model_can_be_unloaded_and_loaded(self):
        name = "TinyResNet_onnx"
        self.client.unload_model(name)
        self.assertFalse(self.client.is_model_ready(name))
        states = {entry.name: entry for entry in self.client.get_model_repository_index().models}
        self.assertEqual((states[name].state, states[name].reason), ("UNAVAILABLE", "unloaded"))
        self.client.load_model(name)
        self.assertTrue(self.client.is_model_ready(name))
        self.fails(grpc.StatusCode.NOT_FOUND, lambda: self.client.load_model("nothing"))

    def test_statistics_count_what_was_answered(self):
        def count():
            return self.client.get_inference_statistics("deployed").model_stats[0]

        self.client.infer("deployed", [row_input()])
        before = count()
        self.client.infer("deployed", [row_input()])
        after = count()
        self.assertEqual(after.inference_count - before.inference_count, 3)
        self.assertGreater(after.inference_stats.success.ns, before.inference_stats.success.ns)

    def test_wrong_requests_have_the_code_and_the_reason(self):
        invalid = grpc.StatusCode.INVALID_ARGUMENT
        doubles = triton.InferInput("inputs", [3, 10], "FP64")
        doubles.set_data_from_numpy(ROWS.astype(np.float64))
        self.fails(invalid, lambda: self.client.infer("deployed", [doubles]), "FP64")
        self.fails(invalid, lambda: self.client.infer("deployed", [row_input(ROWS[:, :3].copy())]), "shape")
        self.fails(invalid, lambda: self.client.infer("deployed", []), "missing")
        self.fails(invalid, lambda: self.client.infer("deployed", [row_input(), row_input()]), "twice")
        self.fails(invalid, lambda: self.client.infer("deployed", [row_input(name="\u00e4%")]), "'\u00e4%'")
        missing = grpc.StatusCode.NOT_FOUND
        self.fails(missing, lambda: self.client.infer("nothing", [row_input()]))
        self.fails(missing, lambda: self.client.infer("deployed", [row_input()], model_version="2"), "'2'")
        absent = grpc.StatusCode.UNIMPLEMENTED
        self.fails(absent, self.client.get_system_shared_memory_status, "Shared memory")
        self.fails(absent, self.client.get_trace_settings, "traces")
        self.fails(absent, self.client.get_log_settings, "logs")
        both = typed()
        both.raw_input_contents.append(ROWS.tobytes())
        self.fails(invalid, lambda: self.stub.ModelInfer(both), "raw_input_contents")
        negative = typed()
        negative.inputs[0].shape[:] = [-3, 10]
        self.fails(invalid, lambda: self.stub.ModelInfer(negative), "less than 0")
        for datatype, part in (("FP16", "raw_input_contents"), ("INT32", "list of INT32"), ("FP8", "FP8")):
            self.fails(invalid, lambda wrong=datatype: self.stub.ModelInfer(typed(datatype=wrong)), part)


class ServicesTest(GrpcTest):
    def test_health_names_the_service(self):
        health = health_pb2_grpc.HealthStub(self.channel)
        serving = health_pb2.HealthCheckResponse.SERVING
        for name in ("", "inference.GRPCInferenceService"):
            self.assertEqual(health.Check(health_pb2.HealthCheckRequest(service=name)).status, serving)
        unknown = health_pb2.HealthCheckRequest(service="nothing")
        self.fails(grpc.StatusCode.NOT_FOUND, lambda: health.Check(unknown))
        self.fails(grpc.StatusCode.UNIMPLEMENTED, lambda: next(health.Watch(unknown)))

    def test_each_field_is_that_of_tritons_client(self):
        database = ProtoReflectionDescriptorDatabase(self.channel)
        self.assertIn("inference.GRPCInferenceService", database.get_services())
        file = database.FindFileContainingSymbol("inference.GRPCInferenceService")
        served = {}

        def add(messages, prefix):
            for message in messages:
                served[f"{prefix}.{message.name}"] = message
                add(message.nested_type, f"{prefix}.{message.name}")

        add(file.message_type, file.package)
        pool = service_pb2.DESCRIPTOR.pool
        compared = 0
        for name, message in served.items():
            expected = pool.FindMessageTypeByName(name)
            for field in message.field:
                other = expected.fields_by_name[field.name]
                repeated = field.label == field.LABEL_REPEATED
                target = (other.message_type or other.enum_type).full_name if field.type_name else ""
                self.assertEqual(
                    (field.number, field.type, repeated, field.type_name.lstrip(".")),
                    (other.number, other.type, other.is_repeated, target),
                    f"{name}.{field.name}",
                )
                compared += 1
        self.assertGreater(compared, 90)
        # Messages of the requests and answers of inferences are complete.
        for name in ("ModelInferRequest", "ModelInferResponse", "InferTensorContents", "InferParameter"):
            expected = pool.FindMessageTypeByName(f"inference.{name}")
            self.assertEqual(
                {field.name for field in expected.fields}, {field.name for field in served[f"inference.{name}"].field}
            )
        types = next(enum for enum in file.enum_type if enum.name == "DataType")
        for value in types.value:
            self.assertEqual(model_config_pb2.DataType.Value(value.name), value.number)
        methods = service_pb2.DESCRIPTOR.services_by_name["GRPCInferenceService"].methods_by_name
        for method in file.service[0].method:
            other = methods[method.name]
            self.assertEqual(
                (method.input_type, method.output_type, method.client_streaming, method.server_streaming),
                (
                    f".{other.input_type.full_name}",
                    f".{other.output_type.full_name}",
                    other.client_streaming,
                    other.server_streaming,
                ),
            )


class HostileTest(GrpcTest):
    def raw_call(self, body, path="/inference.GRPCInferenceService/ModelInfer", **options):
        method = self.channel.unary_unary(path, request_serializer=bytes, response_deserializer=bytes)
        return method(body, timeout=60, **options)

    def test_malformed_and_huge_messages_are_refused(self):
        invalid, exhausted = grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.RESOURCE_EXHAUSTED
        for body in (b"\xff", b"\x2a\x7f", b"\x0b" * 1000, b"\x3a\xff\xff\xff\xff\x07", b"\x2a\x02\x1a\x7f"):
            self.fails(invalid, lambda wrong=body: self.raw_call(wrong))
        # Each two bytes of it would become an input.
        self.fails(exhausted, lambda: self.raw_call(b"\x2a\x00" * 200_000), "parts")
        self.fails(exhausted, lambda: self.raw_call(b"\x00" * 2_000_000, "/grpc.health.v1.Health/Check"))
        self.fails(exhausted, lambda: self.raw_call(bytes(65 << 20)))
        self.fails(grpc.StatusCode.UNIMPLEMENTED, lambda: self.raw_call(b"", "/nothing/Nothing"))
        unknown_fields = typed().SerializeToString() + b"\xfa\x3e\x03abc" * 10
        self.assertTrue(self.raw_call(unknown_fields))

    def test_a_compressed_bomb_is_refused(self):
        bomb = service_pb2.ModelInferRequest(model_name="deployed", raw_input_contents=[bytes(200 << 20)])
        for algorithm in (grpc.Compression.Gzip, grpc.Compression.Deflate):
            self.fails(
                grpc.StatusCode.RESOURCE_EXHAUSTED,
                lambda kind=algorithm: self.stub.ModelInfer(bomb, compression=kind),
                "MiB",
            )
        self.assertLess(len(zlib.compress(bomb.SerializeToString())), 1 << 20)

    def test_a_thousand_streams_are_answered(self):
        request = service_pb2.ModelInferRequest(model_name="deployed", raw_input_contents=[ROWS.tobytes()])
        request.inputs.add(name="inputs", datatype="FP32", shape=[3, 10])
        release = threading.Event()

        def requests():
            yield request
            release.wait(60)

        calls = [self.stub.ModelInfer.future(request) for _ in range(1000)]
        codes = {}
        for call in calls:
            codes[call.code()] = codes.get(call.code(), 0) + 1
        # A full queue of inferences refuses some of them.
        self.assertLessEqual(
            set(codes), {grpc.StatusCode.OK, grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE}
        )
        self.assertGreater(codes[grpc.StatusCode.OK], 100)
        channels = [grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)]) for _ in range(5)]
        streams = [
            service_pb2_grpc.GRPCInferenceServiceStub(channels[i % 5]).ModelStreamInfer(requests()) for i in range(100)
        ]
        for stream in streams:
            next(stream)
        release.set()
        for stream in streams:
            self.assertEqual(stream.code(), grpc.StatusCode.OK)
        for channel in channels:
            channel.close()

    def test_a_call_that_is_cancelled_while_it_is_answered_leaves_its_connection_open(self):
        # A connection of its own: the service closes one with several hundred cancelled calls a minute.
        with grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
            stub = health_pb2_grpc.HealthStub(channel)
            reflection = reflection_pb2_grpc.ServerReflectionStub(channel)
            request = reflection_pb2.ServerReflectionRequest(list_services="")
            for _ in range(100):
                # Its end is on the way when it is cancelled.
                answers = reflection.ServerReflectionInfo(iter((request,)))
                next(answers)
                answers.cancel()
                self.assertEqual(stub.Check(health_pb2.HealthCheckRequest()).status, 1)

    def test_calls_that_are_cancelled_at_once_leave_the_service_alive(self):
        big = typed(np.zeros((2000, 10), np.float32))
        for _ in range(150):
            self.stub.ModelInfer.future(big).cancel()
        self.rows(self.client.infer("deployed", [row_input()]))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
