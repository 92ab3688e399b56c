"""Folders and constants of all parts."""

from __future__ import annotations

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
SOURCES = REPOSITORY / "src" / "bench"
REFERENCES = SOURCES / "references"
JAVA_OPTIONS_FILE = REPOSITORY / "src" / "main" / "jvm" / "java.options"
"""The options of the JVM that ``README.md`` and the images use."""
SAMPLE = REPOSITORY / "flower-project-sample"

WORK = REPOSITORY / "target" / "bench"
BUILD = WORK / "build"
PROJECT = WORK / "project"
PICTURES = WORK / "pictures"
BODIES = WORK / "bodies"
LOGS = WORK / "logs"
VENV_BIN = WORK / "venv" / "bin"
OPENBLAS = next((WORK / "openblas" / "usr" / "lib").glob("*/openblas-pthread"))

WORKERS = 2
"""Workers of FLSys and of each reference."""

IMAGE_SIZE = 224
LABELS = [f"class {number}" for number in range(10)]
NETWORKS = ["SmallCnn", "MobileNet", "ResNet"]
TENSOR_MODELS = ["deploy.onnx", "deploy_new.onnx"]
