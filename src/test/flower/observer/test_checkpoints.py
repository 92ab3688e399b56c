"""Checkpoints of trainings, trainings that continue from them, and faults of clients, with the real loops of Flower."""

import itertools
import json
import os
import random
import shutil
import tempfile
import unittest

from observed import ObserverTest, has, needs_flower, the_observer

try:
    import legacy_app
    import numpy as np
    from flwr.server import strategy as legacy_strategies
except ImportError:
    legacy_app = None

MESSAGES = legacy_app is not None and has("flwr.serverapp")
if MESSAGES:
    import message_app
    from flwr.common import Array, ArrayRecord
    from flwr.serverapp import strategy as message_strategies


class RunTest(ObserverTest):
    """A test with the folder of a run. Each training is the first one of its process."""

    def setUp(self):
        super().setUp()
        self.run_folder = tempfile.mkdtemp(prefix="flsys-run-")
        self.addCleanup(shutil.rmtree, self.run_folder)
        watching = the_observer()
        self.addCleanup(setattr, watching, "folder", watching.folder)
        self.addCleanup(watching.partitions.clear)
        os.mkdir(os.path.join(self.run_folder, "observer"))
        # The rounds of these tests are shorter than the time in which a file is written.
        self.allow(1e9)
        watching.folder = os.path.join(self.run_folder, "observer")

    def allow(self, seconds):
        from flsys_observer import checkpoints

        for name, value in (("ALLOWED", seconds), ("SHARE", 0.0)):
            self.addCleanup(setattr, checkpoints, name, getattr(checkpoints, name))
            setattr(checkpoints, name, value)

    def plan(self, **members):
        import flsys_observer.training

        with open(os.path.join(the_observer().folder, "plan.json"), "w") as file:
            json.dump(members, file)
        the_observer()._parts = None
        flsys_observer.training._numbers = itertools.count(1)

    def file(self, number, kind=""):
        return os.path.join(self.run_folder, "checkpoints", f"round_{number}{kind}.safetensors")

    def read(self, number, kind=""):
        from flsys_observer import tensors

        return tensors.read(self.file(number, kind))

    def moved(self, number):
        """The plan of a training that continues after a round, whose checkpoint is moved away."""
        folder = tempfile.mkdtemp(prefix="flsys-parent-")
        self.addCleanup(shutil.rmtree, folder)
        for kind in ("", ".state"):
            shutil.copy(self.file(number, kind), folder)
        shutil.rmtree(os.path.join(self.run_folder, "checkpoints"))
        names = [os.path.join(folder, f"round_{number}{kind}.safetensors") for kind in ("", ".state")]
        return {"arrays": names[0], "state": names[1], "round": number, "rounds": 3}


@needs_flower
class TensorsTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.path = os.path.join(self.folder, "file.safetensors")

    def test_arrays_are_read_as_they_were_written(self):
        from flsys_observer import tensors

        values = {
            "b": np.array([True, False, True]),
            "w": np.arange(6, dtype=np.float32).reshape(2, 3),
            "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
            "big": np.arange(3, dtype=">i4"),
            "half": np.ones(2, np.float16),
            "none": np.zeros((0, 4), np.int64),
            "one": np.array(2.5),
            "complex": np.array([1 + 2j]),
        }
        for make in (tensors.from_array, lambda name, value: tensors.from_npy(name, tensors.to_npy(value))):
            size = tensors.write(self.path, [make(name, value) for name, value in values.items()], {"a": "b"})
            self.assertEqual(os.path.getsize(self.path), size)
            metadata, arrays = tensors.read(self.path)
            self.assertEqual("b", metadata["a"])
            self.assertEqual(list(values), list(arrays))
            for name, value in values.items():
                self.assertEqual(value.shape, arrays[name].shape)
                np.testing.assert_array_equal(value, arrays[name])
        self.assertEqual(["file.safetensors"], os.listdir(self.folder))

    def test_other_bytes_stay_bytes(self):
        from flsys_observer import tensors

        tensors.write(self.path, [tensors.from_npy("0", b"{trees}")], {})
        self.assertEqual(b"{trees}", tensors.read(self.path)[1]["0"])

    def test_a_cut_file_is_refused(self):
        from flsys_observer import tensors

        tensors.write(self.path, [tensors.from_array("a", np.ones(100))], {})
        with open(self.path, "rb") as file:
            content = file.read()
        for length in (0, 7, 8, 40, len(content) - 1):
            with open(self.path, "wb") as file:
                file.write(content[:length])
            with self.assertRaises(ValueError):
                tensors.read(self.path)


class BestTest(unittest.TestCase):
    def best(self, *rounds, wanted=None):
        from flsys_observer.checkpoints import Best

        best, found = Best(wanted), []
        for number, metrics in enumerate(rounds, 1):
            best.found(1, metrics)
            is_best, value, _ = best.judge()
            best.accept(is_best, value)
            if is_best:
                found.append(number)
        return found

    def test_more_accuracy_is_better_and_comes_before_the_loss(self):
        self.assertEqual([1, 3], self.best(*[{"loss": 1, "eval_acc": each} for each in (0.5, 0.4, 0.6)]))

    def test_less_loss_is_better(self):
        self.assertEqual(
            [1, 2], self.best({"val_loss": 2}, {"val_loss": 1}, {"val_loss": float("nan")}, {"val_loss": 3})
        )

    def test_a_wanted_metric_decides(self):
        rounds = [{"accuracy": 1, "f1": 0.1}, {"accuracy": 0, "f1": 0.2}, {"accuracy": 2}]
        self.assertEqual([1, 2], self.best(*rounds, wanted="f1"))


def noisy(base, api):
    """A strategy with all kinds of state: arrays, a counter, and random numbers of three generators."""

    class Noisy(base):
        def __init__(self, **named):
            super().__init__(**named)
            self.count = 0
            self.own = np.random.default_rng(3)
            self.saved = {}

        def noise(self):
            self.count += 1
            return self.count + random.random() + np.random.normal() + self.own.normal()

        def aggregate_train(self, server_round, replies):
            arrays, metrics = super().aggregate_train(server_round, replies)
            values = {name: array.numpy() for name, array in arrays.items()}
            self.saved[server_round] = {name: np.asarray(value + self.noise()) for name, value in values.items()}
            return ArrayRecord({name: Array(value) for name, value in self.saved[server_round].items()}), metrics

        def aggregate_fit(self, server_round, results, failures):
            parameters, metrics = super().aggregate_fit(server_round, results, failures)
            values = [each + self.noise() for each in legacy_app.parameters_to_ndarrays(parameters)]
            self.saved[server_round] = {str(index): value for index, value in enumerate(values)}
            return legacy_app.ndarrays_to_parameters(values), metrics

    return Noisy


class Apis:
    """Trainings of both APIs."""

    @staticmethod
    def legacy(name, rounds):
        kind = noisy(getattr(legacy_strategies, name), "legacy")

        class Ordered(kind):
            def aggregate_fit(self, server_round, results, failures):
                return super().aggregate_fit(server_round, sorted(results, key=lambda each: each[0].node_id), failures)

        strategy = Ordered(
            min_available_clients=legacy_app.CLIENTS,
            initial_parameters=legacy_app.ndarrays_to_parameters([np.zeros((5, 7)), np.ones(3)]),
            on_fit_config_fn=lambda server_round: {"round": server_round},
            evaluate_fn=lambda number, arrays, config: (1.0 / (1 + number), {"central": random.random()}),
        )
        legacy_app.train_all(strategy, rounds)
        return strategy

    @staticmethod
    def message(name, rounds):
        kind = noisy(getattr(message_strategies, name), "message")

        class Ordered(kind):
            def configure_train(self, server_round, arrays, config, grid):
                messages = super().configure_train(server_round, arrays, config, grid)
                return sorted(messages, key=lambda message: message.metadata.dst_node_id)

        strategy = Ordered(min_available_nodes=message_app.CLIENTS)
        message_app.train_all(strategy, rounds)
        return strategy


@needs_flower
class CheckpointsTest(RunTest):
    apis = ["legacy", "message"] if MESSAGES else ["legacy"]

    def train(self, api, name="FedAvg", rounds=3):
        random.seed(7)
        np.random.seed(7)
        strategy = getattr(Apis, api)(name, rounds)
        self.assertEqual([], self.events("failed"))
        return strategy

    def assert_same(self, expected, found):
        self.assertEqual(list(expected), list(found))
        for name, value in expected.items():
            self.assertEqual(value.dtype, found[name].dtype)
            self.assertEqual(value.tobytes(), found[name].tobytes(), name)

    def test_each_checkpoint_has_what_the_strategy_returned(self):
        for api in self.apis:
            with self.subTest(api):
                self.plan(checkpoints={"last": 9})
                strategy = self.train(api)
                for number in (1, 2, 3):
                    metadata, arrays = self.read(number)
                    self.assertEqual(number, json.loads(metadata["flsys"])["round"])
                    self.assert_same(strategy.saved[number], arrays)

    def test_the_last_rounds_and_the_best_one_are_kept(self):
        from flsys_observer.checkpoints import Best

        class SecondIsBest:
            metric = "accuracy"
            judged = 0

            def found(self, source, metrics):
                pass

            def accept(self, is_best, value):
                pass

            def judge(self):
                self.judged += 1
                return self.judged == 2, 1.0, {}

        for api in self.apis:
            with self.subTest(api):
                self.plan(checkpoints={"last": 2})
                (part,) = [each for each in the_observer().parts() if hasattr(each, "_best")]
                self.assertIsInstance(part._best, Best)
                part._best = SecondIsBest()
                self.train(api, rounds=6)
                names = sorted(os.listdir(os.path.join(self.run_folder, "checkpoints")))
                kept = [f"round_{number}{kind}.safetensors" for number in (2, 5, 6) for kind in ("", ".state")]
                self.assertEqual(sorted(kept), names)
                shutil.rmtree(os.path.join(self.run_folder, "checkpoints"))

    def test_checkpoints_have_a_limit_of_bytes(self):
        self.plan(checkpoints={"last": 9, "max_bytes": 100})
        self.train("legacy")
        self.assertEqual([], os.listdir(os.path.join(self.run_folder, "checkpoints")))
        self.assertEqual(["bytes"], [each["reason"] for each in self.events("checkpoint_skipped")])
        self.plan(checkpoints={"last": 9, "max_bytes": 20_000})
        self.train("legacy", rounds=6)
        folder = os.path.join(self.run_folder, "checkpoints")
        self.assertLessEqual(sum(os.path.getsize(os.path.join(folder, each)) for each in os.listdir(folder)), 20_000)
        self.assertTrue(os.path.exists(self.file(6)))

    def test_rounds_are_skipped_if_checkpoints_take_too_long_but_never_the_last_one(self):
        self.allow(0.0)
        self.plan(checkpoints={"last": 9})
        self.train("legacy", rounds=5)
        self.assertEqual([1, 5], [each["round"] for each in self.events("checkpoint")])
        reasons = {each["reason"] for each in self.events("checkpoint_skipped")}
        self.assertTrue(reasons and reasons <= {"time", "busy"}, reasons)

    def test_the_round_at_which_a_rule_ends_the_training_is_written(self):
        self.allow(0.0)
        self.plan(checkpoints={"last": 9}, steering={"rules": [{"metric": "loss", "at_most": 0.25}]})
        self.train("legacy", rounds=9)
        self.assertEqual([1, 3], [each["round"] for each in self.events("checkpoint")])

    def test_a_resumed_training_ends_with_the_bits_of_an_uninterrupted_one(self):
        for api in self.apis:
            for name in ("FedAvg", "FedAdam", "FedAvgM", "FedYogi"):
                with self.subTest(f"{api} {name}"):
                    self.plan(checkpoints={"last": 9})
                    uninterrupted = self.train(api, name, 6)
                    self.plan(checkpoints={"last": 9}, resume=self.moved(3))
                    resumed = self.train(api, name, 17)
                    self.assertEqual(3, self.events("resumed")[-1]["round"])
                    self.assertEqual([4, 5, 6], [each["round"] for each in self.events("round_started")[-3:]])
                    for number in (4, 5, 6):
                        self.assert_same(uninterrupted.saved[number], resumed.saved[number])
                    self.assertEqual(uninterrupted.count, resumed.count)

    def test_a_training_of_another_strategy_is_not_continued(self):
        from flsys_observer.refusal import Refusal

        self.plan(checkpoints={"last": 9})
        self.train("legacy", "FedAdam")
        self.plan(resume=self.moved(2))
        random.seed(1)
        with self.assertRaisesRegex(Refusal, "cannot resume this training from round 2: the strategy was Ordered"):
            legacy_app.train_all(legacy_app.All(), 3)
        (failed,) = self.events("resume_failed")
        self.assertIn("is All now", failed["reason"])

    def test_other_shapes_names_and_missing_files_end_the_training(self):
        from flsys_observer.refusal import Refusal

        self.plan(checkpoints={"last": 9})
        self.train("legacy")
        plan = self.moved(3)

        for arrays, reason in (
            ([np.zeros((5, 8)), np.ones(3)], r"the array 0 has the shape \[5, 7\], and \[5, 8\] in the app"),
            ([np.zeros((5, 7))], "unknown 1"),
            ([np.zeros((5, 7)), np.ones(3), np.ones(1)], "missing 2"),
        ):
            self.plan(resume=plan)
            with self.assertRaisesRegex(Refusal, reason):
                legacy_app.train_all(_with(legacy_app.All(), arrays), 3)
        for changed, reason in (
            ({"arrays": plan["arrays"] + ".gone"}, "FileNotFoundError"),
            ({"round": 2}, "is of round 3, not of round 2"),
            ({"rounds": 0}, "greater than zero"),
            ({"state": plan["arrays"]}, "KeyError|class"),
        ):
            self.plan(resume={**plan, **changed})
            with self.assertRaisesRegex(Refusal, reason):
                legacy_app.train_all(legacy_app.All(), 3)

    def test_only_the_first_training_continues(self):
        self.plan(checkpoints={"last": 9})
        self.train("legacy")
        self.plan(resume=self.moved(3))
        self.train("legacy")
        self.train("legacy")
        self.assertEqual([1, 2, 3, 4, 5, 6, 1, 2, 3], [each["round"] for each in self.events("round_started")])


def _with(strategy, arrays):
    strategy.initial_parameters = legacy_app.ndarrays_to_parameters(arrays)
    return strategy


@needs_flower
class WhatIfTest(RunTest):
    def trained(self, what_if, rounds=1):
        """The arrays that each client sent, as the strategy got them, by round and client."""
        got = {}

        class Recording(legacy_app.All):
            def aggregate_fit(self, server_round, results, failures):
                for client, result in results:
                    got[(server_round, client.node_id)] = legacy_app.parameters_to_ndarrays(result.parameters)
                return super().aggregate_fit(server_round, results, failures)

        self.plan(**({"what_if": what_if} if what_if else {}))
        legacy_app.train_all(Recording(), rounds)
        self.assertEqual([], self.events("failed"))
        return got

    def test_the_update_of_a_flipped_client_has_the_opposite_sign(self):
        clean = self.trained(None)
        flipped = self.trained({"seed": 1, "flip": {"share": 0.5}})
        events = [int(each["node"]) for each in self.events("what_if")]
        self.assertEqual(2, len(events))
        start = [np.zeros((5, 7)), np.ones(3)]
        for (number, node), arrays in clean.items():
            for before, old, new in zip(start, arrays, flipped[number, node]):
                np.testing.assert_allclose(
                    new - before, (before - old) if node in events else (old - before), atol=1e-12
                )

    def test_a_broken_client_sends_no_numbers_in_all_rounds(self):
        got = self.trained({"seed": 1, "nan": {"share": 0.25}}, 2)
        broken = {
            node
            for (number, node), arrays in got.items()
            if number == 1 and all(np.isnan(each).all() for each in arrays)
        }
        self.assertEqual(1, len(broken))
        self.assertEqual(broken, {int(each["node"]) for each in self.events("what_if")})
        self.assertEqual([1, 2], [each["round"] for each in self.events("what_if")])

    def test_dropped_clients_get_no_message_and_one_remains(self):
        got = self.trained({"seed": 3, "drop": {"share": 1.0}}, 4)
        self.assertEqual([1, 2, 3, 4], sorted(number for number, _ in got))
        self.assertGreater(len({node for _, node in got}), 1)

    def test_the_same_seed_drops_the_same_clients(self):
        what_if = {"seed": 3, "drop": {"share": 0.5}}
        first = self.trained(what_if, 5)
        self.assertEqual(set(first), set(self.trained(what_if, 5)))
        self.assertNotEqual(set(first), set(self.trained({**what_if, "seed": 4}, 5)))
        self.assertEqual(10, len(first))

    @unittest.skipUnless(MESSAGES, "This version has no Message API.")
    def test_the_message_api_has_the_same_faults(self):
        got = {}

        class Recording(message_app.All):
            def aggregate_train(self, server_round, replies):
                for reply in replies:
                    got[reply.metadata.src_node_id] = Arrays.of(reply)
                return super().aggregate_train(server_round, replies)

        class Arrays:
            @staticmethod
            def of(reply):
                return {name: array.numpy() for name, array in reply.content["arrays"].items()}

        the_observer().partitions.update({str(1000 + number): number for number in range(message_app.CLIENTS)})
        self.plan()
        message_app.train_all(Recording(), 1)
        clean, got = got, {}
        self.plan(what_if={"seed": 5, "flip": {"share": 0.25}, "nan": {"share": 0.25}})
        message_app.train_all(Recording(), 1)
        self.assertEqual([], self.events("failed"))
        roles = {(each["kind"], int(each["node"])) for each in self.events("what_if")}
        self.assertEqual({"flip", "nan"}, {kind for kind, _ in roles})
        start = message_app.names()
        for node, arrays in got.items():
            np.testing.assert_array_equal(clean[node]["count"], arrays["count"])
            if ("nan", node) in roles:
                self.assertTrue(np.isnan(arrays["w"]).all())
                continue
            sign = -1 if ("flip", node) in roles else 1
            np.testing.assert_allclose(arrays["w"] - start["w"], sign * (clean[node]["w"] - start["w"]), atol=1e-6)
            self.assertEqual(np.float32, arrays["w"].dtype)

    def test_shares_are_exact_for_a_known_number_of_clients(self):
        from flsys_observer.what_if import chosen

        for share, expected in ((0.0, 0), (0.01, 1), (0.3, 3), (1.0, 10)):
            options = {"seed": 1, "nan": {"share": share}}
            self.assertEqual(expected, sum(chosen(options, "nan", str(client), 10) for client in range(10)))


if __name__ == "__main__":
    unittest.main()
