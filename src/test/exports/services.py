"""The packaged service with a project of its own, and a tracking server of MLflow, as processes of a test."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "flower-project-sample"
JAR = ROOT / "target/quarkus-app/quarkus-run.jar"
START_SECONDS = 120
STOP_SECONDS = 60

SETTINGS = """
FLOWER_PROJECT_DIR=project
FLOWER_START_SCRIPT=train.py
MODEL_WEIGHTS_SUBDIR=saved_models
MODEL_DEFINITION_MODULE=model
CLASS_LABELS=0,1,2,3,4,5,6,7,8,9
IMG_SIZE=32
DEPLOY_MODEL_PATH=deploy.onnx
FLASK_SECRET_KEY=only-for-this-test-of-one-service
FLOWER_PYTHON=/usr/bin/python3
"""


def until(what, condition, seconds=150):
    """The first true answer of a condition."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"Not within {seconds} s: {what}")


def end(process, kill=False):
    if process and process.poll() is None:
        process.kill() if kill else process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Service:
    """The packaged service on a copy of the models of the sample. Its process can be ended and started again."""

    def __init__(self, folder):
        self.folder = folder
        self.project = folder / "project"
        shutil.copytree(Path(__file__).parent / "project", self.project)
        (self.project / "saved_models").mkdir()
        shutil.copy(SAMPLE / "saved_models/TinyResNet_onnx.onnx", self.project / "saved_models")
        for name in ("model.py", "deploy.onnx", "deploy_new.onnx"):
            shutil.copy(SAMPLE / name, self.project)
        self.log = folder / "service.log"
        self.process = None
        self.address = None

    def start(self, *settings, **environment):
        (self.folder / ".env").write_text(SETTINGS + "\n".join(settings) + "\n")
        java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else "java"
        before = self.log.stat().st_size if self.log.exists() else 0
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [java, "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=0", "-jar", str(JAR)],
                cwd=self.folder,
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
            )

        def listening():
            if self.process.poll() is not None:
                raise AssertionError("The service does not start:\n" + self.text()[before:])
            return re.search(r"Listening on: (http://\S+)", self.text()[before:])

        self.address = until("The service listens", listening, START_SECONDS).group(1)

    def stop(self, kill=False):
        end(self.process, kill)

    def text(self):
        return self.log.read_bytes().decode(errors="replace")

    def get(self, path):
        answer = requests.get(self.address + path, timeout=60)
        answer.raise_for_status()
        return answer

    def run(self, **parameters):
        """Starts a simulation. Returns its id and the token of its session."""
        answer = requests.post(self.address + "/api/simulations/", json=parameters, timeout=60)
        assert answer.status_code == 201, answer.text
        return answer.json()["simulation_id"], answer.json()["session"]

    def record(self, run):
        return self.get(f"/api/simulations/{run}/").json()

    def wait(self, run, state, seconds=150):
        until(f"{run} is {state}", lambda: self.record(run)["state"] == state, seconds)
        return self.record(run)


class Mlflow:
    """A tracking server with its own database. Its process can be ended and started again on the same port."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        # Jobs need packages beyond a tracking server.
        switches = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(self.port),
                    "--backend-store-uri", "sqlite:///runs.db", "--workers", "1",
                ],
                cwd=self.folder,
                env={**os.environ, **switches},
                stdout=log,
                stderr=log,
            )  # fmt: skip

        def healthy():
            try:
                return requests.get(self.address + "/health", timeout=5).ok
            except requests.ConnectionError:
                return False

        until("MLflow answers", healthy, START_SECONDS)

    def stop(self):
        end(self.process)
