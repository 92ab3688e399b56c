"""Trainings of the Message API with real strategies of Flower."""

import functools
import os
import pickle
import subprocess
import sys
import threading
import unittest
from unittest import mock

from observed import FOLDER, HERE, ObserverTest, needs_messages, the_observer

try:
    import message_app as app
    import numpy as np
    from flwr.serverapp.strategy import FedAdam
except ImportError:
    app = None


@functools.lru_cache(None)
def unobserved(script):
    """The digest of the same training in a process without the observer."""
    environment = {name: value for name, value in os.environ.items() if name != "FLSYS_OBSERVER"}
    command = [sys.executable, os.path.join(HERE, script)]
    output = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout
    return output.decode().rsplit("digest ", 1)[1]


@needs_messages
class MessageApiTest(ObserverTest):
    def test_a_training_has_the_same_bits_with_the_observer(self):
        self.assertEqual(unobserved("message_app.py"), app.digest(app.train_all()))
        self.assertEqual([], self.events("failed"))
        self.assertEqual(3, len(self.events("round_ended")))

    def test_a_row_has_what_the_client_replied(self):
        grid = app.DirectGrid()
        result = app.train_all(rounds=1, grid=grid)
        rows = [row for row in self.events("client") if row["phase"] == "train"]
        replies = [reply for reply in grid.replies if reply.metadata.message_type == "train"]
        self.assertEqual(app.CLIENTS, len(rows))
        start = app.names()
        updates = [
            np.concatenate([(reply.content["arrays"][name].numpy() - start[name]).ravel() for name in ("w", "b")])
            for reply in replies
        ]
        mean = np.average(updates, axis=0, weights=[10 + number for number in range(app.CLIENTS)])
        for number, (row, reply, update) in enumerate(zip(rows, replies, updates)):
            self.assertEqual(str(1000 + number), row["node"])
            self.assertEqual(reply.metadata.reply_to_message_id, row["message"])
            self.assertEqual(10 + number, row["examples"])
            self.assertEqual(dict(reply.content["metrics"]), row["metrics"])
            self.assertEqual(sum(len(each.data) for each in reply.content["arrays"].values()), row["bytes_up"])
            self.assertAlmostEqual(float(np.linalg.norm(update)), row["update_norm"], 5)
            cosine = update @ mean / np.linalg.norm(update) / np.linalg.norm(mean)
            self.assertAlmostEqual(float(cosine), row["cosine"], 5)
        self.assertEqual(dict(result.train_metrics_clientapp[1]), self.events("aggregated")[0]["metrics"])
        ran = {each["message"]: each for each in self.events("client_ran")}
        self.assertEqual({row["message"] for row in self.events("client")}, set(ran))

    def test_clients_without_results_have_rows_with_errors(self):
        app.train_all(rounds=2, grid=app.DirectGrid(fails={(1, 2)}, lost={(3, 2)}))
        rows = {row["node"]: row for row in self.events("client") if row["round"] == 2 and row["phase"] == "train"}
        self.assertEqual(app.CLIENTS, len(rows))
        self.assertIn("client 1 fails on purpose", rows["1001"]["error"])
        self.assertEqual("No reply.", rows["1003"]["error"])
        self.assertNotIn("error", rows["1000"])
        self.assertEqual(1, len([each for each in self.events("client_ran") if "error" in each]))

    def test_a_strategy_that_overrides_start_and_calls_super_is_one_training(self):
        class Prepared(app.All):
            def start(self, *arguments, **named):
                self.prepared = True
                return super().start(*arguments, **named)

        self.assertEqual(unobserved("message_app.py"), app.digest(app.train_all(Prepared())))
        started = self.events("training_started")
        self.assertEqual([("Prepared", True)], [(each["strategy"], each["steerable"]) for each in started])
        self.assertEqual([0, 1, 2, 3], [each["round"] for each in self.events("evaluated")])

    def test_a_strategy_with_its_own_loop_is_observed_but_not_steerable(self):
        class OwnLoop(app.All):
            def start(self, grid, initial_arrays, num_rounds=3, timeout=60, evaluate_fn=None):
                from flwr.common import ConfigRecord
                from flwr.serverapp.strategy.result import Result

                result = Result()
                arrays = initial_arrays
                result.evaluate_metrics_serverapp[0] = evaluate_fn(0, arrays)
                for number in range(1, num_rounds + 1):
                    messages = self.configure_train(number, arrays, ConfigRecord(), grid)
                    arrays, metrics = self.aggregate_train(number, grid.send_and_receive(messages, timeout=timeout))
                    result.arrays, result.train_metrics_clientapp[number] = arrays, metrics
                    messages = self.configure_evaluate(number, arrays, ConfigRecord(), grid)
                    metrics = self.aggregate_evaluate(number, grid.send_and_receive(messages, timeout=timeout))
                    result.evaluate_metrics_clientapp[number] = metrics
                    result.evaluate_metrics_serverapp[number] = evaluate_fn(number, arrays)
                return result

        self.write("control.json", {"rules": [{"metric": "sum", "at_least": 3.0}]})
        with mock.patch("flsys_observer.training.HOLD", 0.01):
            result = app.train_all(OwnLoop())
        self.assertEqual(unobserved("message_app.py"), app.digest(result))
        self.assertEqual([False], [each["steerable"] for each in self.events("training_started")])
        self.assertEqual([1, 2, 3], [each["round"] for each in self.events("round_ended")])
        self.assertEqual([0, 1, 2, 3], [each["round"] for each in self.events("evaluated")])
        (stopped,) = self.events("stopped")
        self.assertEqual((1, False, "target"), (stopped["round"], stopped["steerable"], stopped["rule"]))

    def test_trainings_in_threads_do_not_disturb_each_other(self):
        expected = app.digest(app.train_all(rounds=6))
        results = []
        threads = [threading.Thread(target=lambda: results.append(app.train_all(rounds=6))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([expected] * 3, [app.digest(result) for result in results])
        rounds = {}
        for row in self.events("round_ended"):
            rounds.setdefault(row["training"], []).append(row["round"])
        self.assertEqual([[1, 2, 3, 4, 5, 6]] * 4, list(rounds.values()))
        rows = [row for row in self.events("client") if row["phase"] == "train"]
        self.assertEqual(4 * 6 * app.CLIENTS, len(rows))
        self.assertTrue(all("update_norm" in row for row in rows))

    def test_slots_wrappers_generators_and_pickles_work(self):
        class Slots(app.All):
            __slots__ = ("kept",)

        class Lazy(app.All):
            def configure_train(self, *arguments, **named):
                yield from super().configure_train(*arguments, **named)

        class Outer(FedAdam):
            def __init__(self):
                super().__init__()
                self.inner = app.All()

            def configure_train(self, *arguments):
                return self.inner.configure_train(*arguments)

            def configure_evaluate(self, *arguments):
                return self.inner.configure_evaluate(*arguments)

            def aggregate_train(self, *arguments):
                return self.inner.aggregate_train(*arguments)

        expected = unobserved("message_app.py")
        for strategy in (Slots(), Lazy(), Outer()):
            before = len(self.events("sent"))
            self.assertEqual(expected, app.digest(app.train_all(strategy)))
            self.assertEqual(6, len(self.events("sent")) - before)
        self.assertIs(app.All.aggregate_train, pickle.loads(pickle.dumps(app.All.aggregate_train)))
        self.assertEqual(app.All.configure_train.__qualname__, "All.configure_train")
        copy = pickle.loads(pickle.dumps(app.All()))
        self.assertEqual(expected, app.digest(app.train_all(copy)))

    def test_a_class_is_pickled_by_value_without_the_observer(self):
        try:
            import cloudpickle
        except ImportError:
            self.skipTest("cloudpickle is not installed.")

        class Local(app.All):
            pass

        class Busy(Local):
            def aggregate_train(self, *arguments):
                self.pickled = cloudpickle.dumps(type(self))
                return super().aggregate_train(*arguments)

        strategy = Busy()
        app.train_all(strategy)
        self.assertNotIn(b"flsys_observer", strategy.pickled)

    def test_errors_of_the_app_reach_the_app_unchanged(self):
        class Stop(BaseException):
            pass

        for error in (Stop("end"), KeyboardInterrupt(), ValueError("wrong")):

            class Failing(app.All):
                def aggregate_train(self, server_round, replies, error=error):
                    raise error

            with self.assertRaises(type(error)) as raised:
                app.train_all(Failing())
            self.assertIs(error, raised.exception)
            self.assertIsNone(raised.exception.__cause__)
        self.assertEqual([], self.events("failed"))
        self.assertIsNone(the_observer().training)
        self.assertEqual(3, len(app.train_all().train_metrics_clientapp))
        self.assertTrue(os.path.isdir(FOLDER))


if __name__ == "__main__":
    unittest.main()
