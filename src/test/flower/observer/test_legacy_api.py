"""Trainings of the legacy API with the real server of Flower."""

import unittest

from observed import ObserverTest, needs_flower

try:
    import legacy_app as app
    import numpy as np
    from flwr.server.server import Server
except ImportError:
    app = None
    Server = object

from test_message_api import unobserved


@needs_flower
class LegacyApiTest(ObserverTest):
    def test_a_training_has_the_same_bits_with_the_observer(self):
        self.assertEqual(unobserved("legacy_app.py"), app.digest(*app.train_all()))
        self.assertEqual([], self.events("failed"))
        self.assertEqual([1, 2, 3], [each["round"] for each in self.events("round_ended")])
        self.assertEqual([0, 1, 2, 3], [each["round"] for each in self.events("evaluated")])

    def test_rows_have_what_the_strategy_gets(self):
        seen = {}

        class Logging(app.All):
            def aggregate_fit(self, server_round, results, failures):
                for client, result in results:
                    arrays = app.parameters_to_ndarrays(result.parameters)
                    size = sum(map(len, result.parameters.tensors))
                    seen[(server_round, client.cid)] = (result.num_examples, result.metrics, size, arrays)
                return super().aggregate_fit(server_round, results, failures)

        app.train_all(Logging())
        rows = {(row["round"], row["node"]): row for row in self.events("client") if row["phase"] == "train"}
        self.assertEqual(set(seen), set(rows))
        start = [np.zeros((5, 7)), np.ones(3)]
        for key, (examples, metrics, size, arrays) in seen.items():
            self.assertEqual(
                (examples, metrics, size), tuple(rows[key][name] for name in ("examples", "metrics", "bytes_up"))
            )
            if key[0] == 1:
                update = np.concatenate([(new - old).ravel() for new, old in zip(arrays, start)])
                self.assertAlmostEqual(float(np.linalg.norm(update)), rows[key]["update_norm"], 9)

    def test_the_row_of_a_client_that_failed_has_its_error(self):
        app.train_all(app.All(accept_failures=True), fails={(2, 2)})
        rows = {row["node"]: row for row in self.events("client") if row["round"] == 2 and row["phase"] == "train"}
        self.assertEqual(app.CLIENTS, len(rows))
        self.assertEqual("RuntimeError: client 2 fails on purpose", rows["2"]["error"])

    def test_a_rule_lets_no_further_round_start(self):
        self.write("plan.json", {"steering": {"rules": [{"metric": "central", "at_least": 1.05}]}})
        server, history = app.train_all(rounds=50)
        (stopped,) = self.events("stopped")
        self.assertEqual(len(history.losses_distributed), stopped["round"])
        self.assertLess(stopped["round"], 50)
        self.assertIn("The metric central reached 1.", stopped["detail"])
        self.assertNotIn("steerable", stopped)
        self.assertEqual(1, len(self.events("training_ended")))
        self.assertEqual(stopped["round"], self.events("round_started")[-1]["round"])

    def test_a_server_with_its_own_loop_is_observed(self):
        class OwnServer(Server):
            def fit(self, num_rounds, timeout):
                self.parameters = self._get_initial_parameters(0, timeout) if num_rounds else None
                for number in range(1, num_rounds + 1):
                    self.parameters = self.fit_round(number, timeout)[0]
                return None, 0.0

        app.train_all(kind=OwnServer)
        self.assertEqual([False], [each["steerable"] for each in self.events("training_started")])
        self.assertEqual([1, 2, 3], [each["round"] for each in self.events("round_ended")])
        self.assertEqual(3 * app.CLIENTS, len(self.events("client")))
        self.assertEqual([], self.events("failed"))


if __name__ == "__main__":
    unittest.main()
