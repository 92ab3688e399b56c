"""FLSys with the endpoints of ``src/bench/service``, and Java programs on its test class path."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from places import BUILD, REPOSITORY

APPLICATION = BUILD / "quarkus-app" / "quarkus-run.jar"
CACHED_APPLICATION = BUILD / "start" / "quarkus-run.jar"
"""The package that can have a start cache beside it."""


def package() -> None:
    command = ["./mvnw", "--quiet", "--batch-mode", "-DskipTests", "-Dquick", "-Pbench", "package"]
    subprocess.run(command, cwd=REPOSITORY, check=True)


def package_for_cache() -> None:
    """Builds the package of ``-Dstart-cache`` without a cache."""
    command = ["./mvnw", "--quiet", "--batch-mode", "-DskipTests", "-Dquick", "-Pbench", "package"]
    layout = ["-Dquarkus.package.jar.type=aot-jar", f"-Dquarkus.package.output-directory={CACHED_APPLICATION.parent.name}"]
    subprocess.run([*command, *layout], cwd=REPOSITORY, check=True)


def java(main: str, arguments: Sequence[str], properties: Sequence[str] = ()) -> list[str]:
    """The command for a main class of ``src/bench/jmh`` or ``src/bench/client``."""
    libraries = (BUILD / "test-class-path.txt").read_text(encoding="utf-8").strip()
    class_path = f"{BUILD / 'test-classes'}:{BUILD / 'classes'}:{libraries}"
    return ["java", *properties, "-cp", class_path, main, *arguments]
