"""Runs in TensorBoard and MLflow while they run, and after services were killed. Argument: an empty folder."""

import csv
import io
import math
import sys
import time
from pathlib import Path

import requests
from mlflow.tracking import MlflowClient
from services import Mlflow, Service, until
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData

TOKEN = "a-token-that-nobody-may-see"


def events(path):
    """The content of an event file, or of a folder with one, as TensorBoard reads it."""
    accumulator = EventAccumulator(str(path), size_guidance={"scalars": 0, "tensors": 0})
    accumulator.Reload()
    return accumulator


def scalars(path, tag):
    if not path.exists():
        return []
    read = events(path)
    return read.Scalars(tag) if tag in read.Tags()["scalars"] else []


def steps(points):
    return [point.step for point in points]


class Exports:
    def __init__(self, folder):
        self.service = Service(folder)
        self.mlflow = Mlflow(folder / "mlflow")
        self.boards = self.service.project / "boards"
        self.client = MlflowClient(self.mlflow.address)
        self.settings = (
            "EXPORT_TENSORBOARD_DIR=boards",
            f"EXPORT_MLFLOW_URI={self.mlflow.address}",
            "EXPORT_MLFLOW_EXPERIMENT=federated digits",
        )

    def tracked(self, run):
        """The run in MLflow; None before it is there."""
        experiment = self.client.get_experiment_by_name("federated digits")
        if experiment is None:
            return None
        found = self.client.search_runs([experiment.experiment_id], f"tags.`flsys.simulation_id` = '{run}'")
        assert len(found) <= 1, "One simulation is several runs of MLflow"
        return found[0] if found else None

    def history(self, run, metric):
        tracked = self.tracked(run)
        return self.client.get_metric_history(tracked.info.run_id, metric) if tracked else []

    def tracked_with(self, run, status, seconds=150):
        def run_with_status():
            tracked = self.tracked(run)
            return tracked if tracked and tracked.info.status == status else None

        return until(f"{run} is {status} in MLflow", run_with_status, seconds)

    def send(self, run, session):
        return requests.post(
            f"{self.service.address}/api/simulations/{run}/mlflow", headers={"X-Session": session}, timeout=60
        )

    def a_run_before_there_was_a_server_is_sent_on_demand_and_only_once(self):
        self.service.start()
        run, session = self.service.run(rounds=3)
        self.service.wait(run, "completed")
        assert self.send(run, session).status_code == 409
        self.service.stop()
        self.mlflow.start()
        self.service.start(*self.settings, MLFLOW_TRACKING_TOKEN=TOKEN)
        state = f"/api/simulations/{run}/mlflow"
        assert self.service.get(state).json()["status"] == "none"
        assert requests.post(self.service.address + state, timeout=60).status_code == 403
        for _ in range(2):
            answer = self.send(run, session)
            assert answer.status_code == 202, answer.text
            until("it is sent", lambda: self.service.get(state).json()["status"] == "sent")
        for tag in "client/0/train/examples", "cost/seconds":
            assert steps(self.history(run, tag)) == sorted(set(steps(self.history(run, tag)))), tag
        assert steps(self.history(run, "accuracy")) == [1, 2, 3]
        sent = self.service.get(state).json()
        assert sent["run_id"] == self.tracked(run).info.run_id and sent["run_id"] in sent["url"], sent

    @staticmethod
    def has_end(path):
        """Whether an event file has the end of its run. MLflow may get it earlier."""
        return "_hparams_/session_end_info" in events(path).Tags()["tensors"]

    def points_are_there_before_the_run_ends(self):
        rounds = 30
        long = "x" * 4000
        run, _ = self.service.run(rounds=rounds, pause=0.5, learning_rate=0.05, note=long)
        until("MLflow has two rounds", lambda: len(self.history(run, "accuracy")) >= 2)
        until("the event file has two rounds", lambda: len(scalars(self.boards / run, "accuracy")) >= 2)
        assert self.service.record(run)["state"] == "running"
        assert self.tracked(run).info.status == "RUNNING"
        record = self.service.wait(run, "completed")
        tracked = self.tracked_with(run, "FINISHED")
        assert tracked.data.params["learning_rate"] == "0.05"
        assert tracked.data.params["note"] == long
        assert tracked.data.tags["flsys.state"] == "completed"
        accuracy = self.history(run, "accuracy")
        assert [(point.step, point.value) for point in accuracy] == [
            (each["round"], each["accuracy"]) for each in record["rounds"]
        ]

        until("the event file has its end", lambda: self.has_end(self.boards / run))
        board = events(self.boards / run)
        points = board.Scalars("accuracy")
        assert steps(points) == list(range(1, rounds + 1))
        assert all(0.3 < b.wall_time - a.wall_time for a, b in zip(points, points[1:])), points
        loss = [point.value for point in board.Scalars("client/1/train/loss")]
        assert math.isnan(loss[1]) and loss[2] == math.inf and loss[3] == 0.25, loss
        assert board.Scalars("client/0/train/examples")[0].value == 10
        sent = [point.value for point in self.history(run, "client/1/train/loss")]
        assert math.isnan(sent[1]) and sent[2] > 1e300, sent
        contents = board.PluginTagToContent("hparams").values()
        parts = {part.WhichOneof("data"): part for part in map(HParamsPluginData.FromString, contents)}
        assert parts["session_start_info"].session_start_info.hparams["learning_rate"].number_value == 0.05
        assert parts["session_end_info"].session_end_info.status == 1
        assert run in str(board.Tensors("run")[0].tensor_proto.string_val[0])

    def every_end_has_its_status(self):
        run, _ = self.service.run(rounds=1, fail=True)
        assert "differ" in self.tracked_with(run, "FAILED").data.tags["flsys.detail"]
        run, session = self.service.run(rounds=500, pause=0.2)
        until("it runs", lambda: self.history(run, "accuracy"))
        requests.post(
            f"{self.service.address}/api/simulations/{run}/stop", headers={"X-Session": session}, timeout=60
        ).raise_for_status()
        self.tracked_with(run, "KILLED")

    def an_absent_server_delays_nothing_and_gets_all_later(self):
        self.mlflow.stop()
        before = len(self.service.text())
        run, _ = self.service.run(rounds=20, pause=0.1)
        self.service.wait(run, "completed", 60)
        until("the reason is shown", lambda: self.service.get(f"/api/simulations/{run}/mlflow").json().get("detail"))
        self.mlflow.start()
        self.tracked_with(run, "FINISHED")
        assert steps(self.history(run, "accuracy")) == list(range(1, 21))
        warnings = self.service.text()[before:].count("WARN")
        assert warnings == 1, f"{warnings} warnings"

    def runs_of_an_outage_are_sent_after_a_restart(self):
        self.mlflow.stop()
        runs = [self.service.run(rounds=2, pause=0.1)[0] for _ in range(3)]
        for run in runs:
            self.service.wait(run, "completed")
            note = self.service.project / ".flsys/simulations" / run / "mlflow.json"
            until(f"{run} is noted", note.exists)
        self.service.stop(kill=True)
        self.mlflow.start()
        self.service.start(*self.settings, MLFLOW_TRACKING_TOKEN=TOKEN)
        for run in runs:
            self.tracked_with(run, "FINISHED")
            assert steps(self.history(run, "accuracy")) == [1, 2]

    def a_killed_service_leaves_a_readable_file_and_writes_nothing_twice(self):
        run, _ = self.service.run(rounds=1000, pause=0.1)
        until("some rounds are there", lambda: len(scalars(self.boards / run, "accuracy")) >= 10)
        self.service.stop(kill=True)
        left = steps(scalars(self.boards / run, "accuracy"))
        assert left == list(range(1, len(left) + 1)), left
        # A service that is killed between the file and the state leaves more in the file.
        path = next((self.boards / run).iterdir())
        path.write_bytes(path.read_bytes() + path.read_bytes()[-50:])
        self.service.start(*self.settings, MLFLOW_TRACKING_TOKEN=TOKEN)
        record = self.service.wait(run, "interrupted")
        wanted = [each["round"] for each in record["rounds"]]
        self.tracked_with(run, "KILLED")
        until("the event file has the rest", lambda: self.has_end(path))
        rounds = steps(scalars(path, "accuracy"))
        assert rounds == list(range(1, len(rounds) + 1)) and len(rounds) >= len(wanted), (rounds, wanted)
        assert steps(self.history(run, "accuracy")) == rounds
        assert steps(scalars(path, "client/0/train/loss"))[: len(rounds)] == rounds

    def ten_thousand_rounds_arrive(self):
        rounds = 10_000
        began = time.monotonic()
        run, _ = self.service.run(rounds=rounds, pause=0, clients=0)
        self.service.wait(run, "completed", 120)
        ended = time.monotonic()
        until("the event file is whole", lambda: len(scalars(self.boards / run, "accuracy")) == rounds)
        board = time.monotonic()
        self.tracked_with(run, "FINISHED", 180)
        assert steps(self.history(run, "accuracy")) == list(range(1, rounds + 1))
        print(
            f"        {rounds} rounds: run {ended - began:.1f} s, event file {board - ended:.1f} s later,"
            f" MLflow {time.monotonic() - ended:.1f} s later"
        )

    def results_can_be_downloaded(self):
        run, _ = self.service.run(rounds=4)
        record = self.service.wait(run, "completed")
        rows = list(csv.DictReader(io.StringIO(self.service.get(f"/api/simulations/{run}/rounds.csv").text)))
        assert [float(row["accuracy"]) for row in rows] == [each["accuracy"] for each in record["rounds"]]
        assert all(float(row["seconds"]) > 0 for row in rows), rows
        answer = self.service.get(f"/api/simulations/{run}/tensorboard")
        name = answer.headers["Content-Disposition"].split('"')[1]
        assert "tfevents" in name
        path = self.service.folder / name
        path.write_bytes(answer.content)
        points = scalars(path, "accuracy")
        for point, each in zip(points, record["rounds"], strict=True):
            assert point.step == each["round"] and math.isclose(point.value, each["accuracy"], rel_tol=1e-6), point

        model = until("the model is listed", lambda: self.model_of(run))
        history = self.service.get(f"/api/models/{model}/training_history/").json()
        rows = list(csv.DictReader(io.StringIO(self.service.get(f"/api/models/{model}/training_history.csv").text)))
        assert [int(row["round"]) for row in rows] == history["rounds"] == [1, 2, 3, 4]
        assert [float(row["accuracy"]) for row in rows] == history["accuracies"]
        path = self.service.folder / "history.tfevents"
        path.write_bytes(self.service.get(f"/api/models/{model}/training_history/tensorboard").content)
        assert steps(scalars(path, "loss")) == history["rounds"]
        assert self.service.get(f"/api/simulations/{run}/log").text.count("token of MLflow: True") == 1

    def model_of(self, run):
        models = self.service.record(run).get("models") or []
        listed = {each["path"]: each["id"] for each in self.service.get("/api/models/").json()["models"]}
        return next((listed[each["path"]] for each in models if each["path"] in listed), None)

    def the_token_is_in_no_log(self):
        assert TOKEN not in self.service.text()

    def all(self):
        try:
            for test in [
                self.a_run_before_there_was_a_server_is_sent_on_demand_and_only_once,
                self.points_are_there_before_the_run_ends,
                self.every_end_has_its_status,
                self.an_absent_server_delays_nothing_and_gets_all_later,
                self.runs_of_an_outage_are_sent_after_a_restart,
                self.a_killed_service_leaves_a_readable_file_and_writes_nothing_twice,
                self.ten_thousand_rounds_arrive,
                self.results_can_be_downloaded,
                self.the_token_is_in_no_log,
            ]:
                began = time.monotonic()
                test()
                print(f"passed  {test.__name__.replace('_', ' ')} ({time.monotonic() - began:.0f} s)", flush=True)
        except BaseException:
            print(self.service.text()[-4000:], file=sys.stderr)
            raise
        finally:
            self.service.stop()
            self.mlflow.stop()


if __name__ == "__main__":
    Exports(Path(sys.argv[1])).all()
