"""The Open Inference Protocol: JSON against ``/predict``, and large tensors against copy, forward pass and MLServer."""

from __future__ import annotations

import json
import re
import socket
import statistics
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import contenders
import grpc
import numpy as np
import onnxruntime
from build import java
from lengths import Lengths
from mlserver.grpc import dataplane_pb2
from places import BODIES, JAVA_OPTIONS_FILE, PROJECT
from project import POOL, POOL_SHAPE
from report import Report, judged
from rounds import COLUMNS, Contender, compete, note
from servers import Server, free_port
from stats import Spread, ratios

JSON_NEEDED = 0.8
"""The rate of JSON infer, in multiples of the rate of ``/predict``."""

TENSOR_NEEDED = 1.3
"""The time of the service, in multiples of the time of copy and forward pass."""

TENSOR_WARM_UP_TURNS = 12
TENSOR_WARM_UP_SECONDS = 5
"""For each way to send the tensor, in each turn. A service needs some thousand requests until its JIT has finished."""

TENSOR_REQUESTS = 100
TENSOR_SETTLE = 10
SOURCES = 16
"""Tensors that the reference copies in turn, so that none is in the cache of the processor."""

TOLERANCE = 1e-5


def measure(lengths: Lengths, report: Report) -> None:
    report.heading("Open Inference Protocol")
    _json(lengths, report)
    _tensors(lengths, report)


def _json(lengths: Lengths, report: Report) -> None:
    with ExitStack() as stack:
        service = contenders.flsys()
        predict = Contender("/predict", service, "/predict", BODIES / "predict.json")
        infer = Contender("/v2, JSON", service, "/v2/models/deployed/infer", BODIES / "v2.json")
        compete([predict, infer], lengths, lengths.turn, stack)
        ours = json.loads(infer.answer())["outputs"][0]["data"]
        theirs = json.loads(predict.answer())["output"][0]
        if max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) > TOLERANCE:
            raise RuntimeError(f"/v2 answers {ours}, /predict {theirs}")
    report.text("JSON of 10 floats; wrk, 1 thread, 16 keep-alive connections; median (least..most) of the rounds.")
    report.table([*COLUMNS, "/predict / it"], [predict.row(predict), infer.row(predict)])
    share = ratios(infer.rates, predict.rates)
    report.table(
        ["figure", "needed", "measured", ""],
        [["rate / /predict", f"{JSON_NEEDED:g}", share.text(2), judged(share.middle >= JSON_NEEDED)]],
    )


@dataclass
class _Case:
    """One way to send the tensor to one server."""

    name: str
    server: Server
    ask: Callable[[int], list[float]]
    """Sends so many requests, one after the other, and returns the milliseconds of each."""

    clients: list[float] = field(default_factory=list)
    services: list[float] = field(default_factory=list)
    queues: list[float] = field(default_factory=list)
    models: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def turn(self) -> None:
        self.ask(TENSOR_SETTLE)
        before, cpu = _statistics(self.server), self.server.cpu_seconds()
        times = self.ask(TENSOR_REQUESTS)
        after, used = _statistics(self.server), self.server.cpu_seconds() - cpu
        self.clients.append(statistics.median(times))
        self.costs.append(used / TENSOR_REQUESTS * 1e3)
        for key, kept in (("success", self.services), ("queue", self.queues), ("compute_infer", self.models)):
            if key in after:
                count = after[key]["count"] - before[key]["count"]
                kept.append((after[key]["ns"] - before[key]["ns"]) / count / 1e6)

    def row(self) -> list[str]:
        figures = (self.clients, self.services, self.queues, self.models, self.costs)
        return [self.name, *(Spread.of(each).text(2) if each else "" for each in figures)]


def _statistics(server: Server) -> dict[str, dict[str, int]]:
    """Counts and nanoseconds of FLSys; empty for a server without statistics."""
    try:
        with urllib.request.urlopen(server.url(f"/v2/models/{POOL}/stats"), timeout=10) as answer:
            found: dict[str, dict[str, int]] = json.load(answer)["model_stats"][0]["inference_stats"]
            return found
    except OSError:
        return {}


def _tensors(lengths: Lengths, report: Report) -> None:
    tensor = np.random.default_rng(1).normal(size=POOL_SHAPE).astype("<f4")
    service = contenders.flsys()
    mlserver = contenders.mlserver_tensor(f"saved_models/{POOL}.onnx", POOL)
    copies: list[float] = []
    least: list[float] = []
    receives: list[float] = []
    receive_costs: list[float] = []
    receiver = _receiver(tensor)
    with service, mlserver, receiver, _least_server(tensor) as port, ExitStack() as stack:
        cases = [
            _Case("FLSys, HTTP", service, stack.enter_context(_http(service.port, tensor))),
            _Case("FLSys, gRPC", service, stack.enter_context(_grpc(service.port, tensor))),
            _Case(
                "MLServer, gRPC", mlserver, stack.enter_context(_grpc(contenders.mlserver_grpc_port(mlserver), tensor))
            ),
        ]
        server = stack.enter_context(_http(port, tensor))
        receive = stack.enter_context(_http(receiver.port, tensor, checked=False))
        _warm([*(case.ask for case in cases), receive])
        copy = _copy_and_forward(tensor)
        for number in range(lengths.rounds):
            copies.append(statistics.median(copy(TENSOR_REQUESTS)))
            least.append(statistics.median(server(TENSOR_REQUESTS)))
            used = receiver.cpu_seconds()
            receives.append(statistics.median(receive(TENSOR_REQUESTS)))
            receive_costs.append((receiver.cpu_seconds() - used) / TENSOR_REQUESTS * 1e3)
            for case in cases:
                case.turn()
                note(f"round {number + 1}: {case.name} {case.clients[-1]:.2f} ms")
    shape = ",".join(str(size) for size in POOL_SHAPE)
    report.text(
        f"[{shape}] FP32 as binary data, a model that pools each channel, one client that waits for each answer; ms,"
        f" median (least..most) of rounds of {TENSOR_REQUESTS} requests. MLServer has no binary data over HTTP."
    )
    report.table(
        ["", "client", "in the service", "of it, queue", "of it, model", "CPU"], [case.row() for case in cases]
    )
    report.table(
        ["reference", "ms"],
        [
            [
                "copy of a tensor that is not in the cache, and forward pass, in one Python process",
                Spread.of(copies).text(2),
            ],
            ["a server that receives into one buffer and runs the model, at its client", Spread.of(least).text(2)],
            ["a bare server of Vert.x that receives and drops the body, at its client", Spread.of(receives).text(2)],
            ["its processor time", Spread.of(receive_costs).text(2)],
        ],
    )
    rows = []
    for case in cases[:2]:
        times = ratios(case.services, copies)
        rows.append([f"{case.name}: service / copy and forward", f"{TENSOR_NEEDED:g}", times.text(2), _upto(times)])
    for case in cases[:2]:
        rows.append(
            [f"MLServer, gRPC / {case.name}, at the client", "", ratios(cases[2].clients, case.clients).text(2), ""]
        )
    report.table(["figure", "needed", "measured", ""], rows)


def _warm(all_ways: list[Callable[[int], list[float]]]) -> None:
    """Takes turns, because a server closes a connection without requests."""
    for turn in range(TENSOR_WARM_UP_TURNS):
        note(f"warming, turn {turn + 1} of {TENSOR_WARM_UP_TURNS}")
        for ask in all_ways:
            end = time.monotonic() + TENSOR_WARM_UP_SECONDS
            while time.monotonic() < end:
                ask(TENSOR_SETTLE)


def _upto(times: Spread) -> str:
    return judged(times.middle <= TENSOR_NEEDED)


def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = PROJECT / "saved_models" / f"{POOL}.onnx"
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _copy_and_forward(tensor: np.ndarray) -> Callable[[int], list[float]]:
    session = _session()
    sources = [tensor.copy() for _ in range(SOURCES)]
    target = np.empty_like(tensor)

    def run(count: int) -> list[float]:
        times = []
        for number in range(count):
            start = time.perf_counter()
            np.copyto(target, sources[number % SOURCES])
            session.run(None, {"inputs": target})
            times.append((time.perf_counter() - start) * 1e3)
        return times

    return run


def _request(tensor: np.ndarray) -> bytes:
    """A whole HTTP request."""
    given = {"binary_data_size": tensor.nbytes}
    entry = {"name": "inputs", "shape": tensor.shape, "datatype": "FP32", "parameters": given}
    head = json.dumps({"inputs": [entry], "parameters": {"binary_data_output": True}}).encode()
    lines = [
        f"POST /v2/models/{POOL}/infer HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/octet-stream",
        f"Content-Length: {len(head) + tensor.nbytes}",
        f"Inference-Header-Content-Length: {len(head)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + head + tensor.tobytes()


@contextmanager
def _http(port: int, tensor: np.ndarray, checked: bool = True) -> Iterator[Callable[[int], list[float]]]:
    """:param checked: whether the answer has the means of the channels"""
    request = _request(tensor)
    expected = tensor.mean(axis=(2, 3)).ravel()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def ask(count: int) -> list[float]:
            times = []
            for _ in range(count):
                start = time.perf_counter()
                connection.sendall(request)
                answer = _answer(connection)
                times.append((time.perf_counter() - start) * 1e3)
                if checked:
                    _check(np.frombuffer(answer[-expected.nbytes :], "<f4"), expected)
            return times

        yield ask


def _receiver(tensor: np.ndarray) -> Server:
    """A server that measures the transfer alone, by the HTTP server that Quarkus uses."""
    port, answer = free_port(), tensor.mean(axis=(2, 3)).nbytes
    options = [f"@{JAVA_OPTIONS_FILE}"]
    command = java("dev.flsys.bench.received.Receiver", [str(port), str(answer)], options)
    return Server("Vert.x", port, command, "/")


def _answer(connection: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        got += _some(connection)
    head, _, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)^content-length: (\d+)", head, re.MULTILINE)
    if b" 200 " not in head or length is None:
        raise RuntimeError(f"the answer is {head!r} {body!r}")
    while len(body) < int(length[1]):
        body += _some(connection)
    return body


def _some(connection: socket.socket) -> bytes:
    got = connection.recv(65536)
    if not got:
        raise RuntimeError("the server closed the connection")
    return got


@contextmanager
def _grpc(port: int, tensor: np.ndarray) -> Iterator[Callable[[int], list[float]]]:
    message = dataplane_pb2.ModelInferRequest(model_name=POOL)
    given = message.inputs.add()
    given.name, given.datatype = "inputs", "FP32"
    given.shape.extend(tensor.shape)
    message.raw_input_contents.append(tensor.tobytes())
    request = message.SerializeToString()
    expected = tensor.mean(axis=(2, 3)).ravel()
    unlimited = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=unlimited) as channel:
        call = channel.unary_unary(
            "/inference.GRPCInferenceService/ModelInfer",
            request_serializer=lambda value: value,
            response_deserializer=dataplane_pb2.ModelInferResponse.FromString,
        )

        def ask(count: int) -> list[float]:
            times = []
            for _ in range(count):
                start = time.perf_counter()
                answer = call(request, timeout=60)
                times.append((time.perf_counter() - start) * 1e3)
                raw = answer.raw_output_contents
                values = np.frombuffer(raw[0], "<f4") if raw else answer.outputs[0].contents.fp32_contents
                _check(np.asarray(values), expected)
            return times

        yield ask


def _check(values: np.ndarray, expected: np.ndarray) -> None:
    if np.abs(values - expected).max() > TOLERANCE:
        raise RuntimeError(f"a server answers {values}, and {expected} is right")


@contextmanager
def _least_server(tensor: np.ndarray) -> Iterator[int]:
    """The port of the least that a server does: receive into one buffer, run the model, answer."""
    session = _session()
    length = len(_request(tensor))
    buffer = memoryview(bytearray(length))
    values = np.frombuffer(buffer[length - tensor.nbytes :], np.uint8)
    target = np.empty_like(tensor)

    def serve(connection: socket.socket) -> None:
        with connection:
            while True:
                filled = 0
                while filled < length:
                    got = connection.recv_into(buffer[filled:])
                    if not got:
                        return
                    filled += got
                target.view(np.uint8).reshape(-1)[:] = values
                answer = session.run(None, {"inputs": target})[0].tobytes()
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=lambda: serve(listener.accept()[0]), daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
