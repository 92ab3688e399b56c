"""The commands that start FLSys and its references."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from build import APPLICATION
from places import IMAGE_SIZE, JAVA_OPTIONS_FILE, LABELS, OPENBLAS, PROJECT, REFERENCES, VENV_BIN, WORK, WORKERS
from servers import Server, free_port

REFERENCE_ENVIRONMENT = {
    "BENCH_PROJECT": str(PROJECT),
    "BENCH_LABELS": ",".join(LABELS),
    "BENCH_SIZE": str(IMAGE_SIZE),
    "PYTHONPATH": str(REFERENCES),
    "LD_LIBRARY_PATH": str(OPENBLAS),
    # One thread for each worker. By default, BLAS and OpenMP make a thread for each core in each worker.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def flsys(
    name: str = "FLSys", settings: Mapping[str, str] | None = None, command: Sequence[str] | None = None
) -> Server:
    """The packaged application, started like by an operator.

    :param settings: replace or extend the settings of the benchmark; an empty one is omitted
    :param command: starts the application; by default the command of ``README.md``, with the JAVA_OPTIONS of the environment
    """
    directory = WORK / "service"
    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    written = {
        "FLOWER_PROJECT_DIR": str(PROJECT),
        "FLOWER_START_SCRIPT": "run_flower.py",
        "FLOWER_PYTHON": str(VENV_BIN / "python"),
        "MODEL_WEIGHTS_SUBDIR": "saved_models",
        "MODEL_DEFINITION_MODULE": "model",
        "CLASS_LABELS": ",".join(LABELS),
        "IMG_SIZE": str(IMAGE_SIZE),
        "INFERENCE_WORKERS": str(WORKERS),
        "FLASK_SECRET_KEY": "only-for-the-benchmark",
        **(settings or {}),
    }
    # Quarkus does not remove quotes from its own keys in .env.
    address = {"QUARKUS_HTTP_HOST": "127.0.0.1", "QUARKUS_HTTP_PORT": str(port)}
    lines = [f'{key}="{value}"\n' for key, value in written.items() if value]
    (directory / ".env").write_text("".join(lines), encoding="utf-8")
    options = os.environ.get("JAVA_OPTIONS", "").split()
    usual = ["java", f"@{JAVA_OPTIONS_FILE}", *options, "-jar", str(APPLICATION)]
    return Server(name, port, command or usual, "/q/health/ready", address, directory)


def flask_tensor() -> Server:
    return _gunicorn("Flask", "flask_tensor")


def flask_pictures() -> Server:
    return _gunicorn("Flask + torch", "flask_pictures")


def _gunicorn(name: str, module: str) -> Server:
    port = free_port()
    command = [str(VENV_BIN / "gunicorn"), f"--workers={WORKERS}", f"--bind=127.0.0.1:{port}"]
    # Without a time limit, because gunicorn would take a paused worker for a hanging one.
    return Server(name, port, [*command, "--timeout=0", f"{module}:app"], "/", REFERENCE_ENVIRONMENT)


def fastapi_tensor() -> Server:
    return _uvicorn("FastAPI", "fastapi_tensor")


def fastapi_pictures() -> Server:
    return _uvicorn("FastAPI + onnxruntime", "fastapi_pictures")


def _uvicorn(name: str, module: str) -> Server:
    port = free_port()
    command = [str(VENV_BIN / "uvicorn"), f"--workers={WORKERS}", "--host=127.0.0.1", f"--port={port}"]
    patience = ["--no-access-log", "--log-level=warning", "--timeout-worker-healthcheck=3600"]
    return Server(name, port, [*command, *patience, f"{module}:app"], "/openapi.json", REFERENCE_ENVIRONMENT)


def litserve_tensor() -> Server:
    port = free_port()
    command = [str(VENV_BIN / "python"), str(REFERENCES / "litserve_tensor.py"), str(port), str(WORKERS)]
    return Server("LitServe", port, command, "/health", REFERENCE_ENVIRONMENT)


def mlserver_tensor(path: str = "deploy.onnx", name: str = "deploy") -> Server:
    """One process, because its pool of worker processes was slower for small models.

    :param path: an ONNX file of the project
    :param name: the name of the model
    """
    port = free_port()
    directory = WORK / "mlserver" / name
    directory.mkdir(parents=True, exist_ok=True)
    settings = {
        "debug": False,
        "host": "127.0.0.1",
        "http_port": port,
        "grpc_port": free_port(),
        "grpc_max_message_length": 64 << 20,
        "metrics_endpoint": None,
        "parallel_workers": 0,
    }
    model = {
        "name": name,
        "implementation": "mlserver_tensor.TensorRuntime",
        "parameters": {"extra": {"path": path}},
    }
    _write_json(directory / "settings.json", settings)
    _write_json(directory / "model-settings.json", model)
    command = [str(VENV_BIN / "mlserver"), "start", "."]
    return Server("MLServer", port, command, f"/v2/models/{name}/ready", REFERENCE_ENVIRONMENT, directory)


def mlserver_grpc_port(server: Server) -> int:
    """The port of gRPC of a server of :func:`mlserver_tensor`."""
    settings = json.loads((server.directory / "settings.json").read_text(encoding="utf-8"))
    return int(settings["grpc_port"])


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
