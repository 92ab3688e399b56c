"""The rules that end trainings, and the control files."""

import unittest
from unittest import mock

from observed import ObserverTest, needs_messages

# isort: split
from flsys_observer.control import Facts, control, rule

try:
    import message_app as app
except ImportError:
    app = None


def facts(metrics=None, seconds=0.0, exchanged=0, epsilon=None):
    return Facts(metrics or {}, seconds, exchanged, epsilon)


class RulesTest(unittest.TestCase):
    def test_a_target_is_met_at_its_value(self):
        least = rule({"metric": "accuracy", "at_least": 0.9})
        self.assertIsNone(least.met(facts({"accuracy": 0.89}), []))
        expected = ("target", "The metric accuracy reached 0.93, at least 0.9.")
        self.assertEqual(expected, least.met(facts({"accuracy": 0.93}), []))
        self.assertIsNone(least.met(facts({"loss": 1.0}), []))
        most = rule({"metric": "loss", "at_most": 0.1})
        self.assertIsNone(most.met(facts({"loss": 0.2}), []))
        self.assertEqual(("target", "The metric loss reached 0.1, at most 0.1."), most.met(facts({"loss": 0.1}), []))

    def test_patience_counts_rounds_in_which_the_metric_was_measured(self):
        patience = rule({"metric": "a", "no_better_for": 2, "mode": "max"})
        history = [{"a": 1.0}, {"a": 3.0}, {}, {"a": 3.0}]
        self.assertIsNone(patience.met(facts({"a": 3.0}), history))
        history.append({"a": 2.0})
        expected = ("patience", "The metric a has not become better than 3 for 2 rounds.")
        self.assertEqual(expected, patience.met(facts({"a": 2.0}), history))
        self.assertIsNone(patience.met(facts({}), history))
        self.assertEqual(rule({"metric": "eval_loss", "no_better_for": 1}).mode, "min")
        self.assertEqual(rule({"metric": "accuracy", "no_better_for": 1}).mode, "max")
        least = rule({"metric": "a", "no_better_for": 1, "mode": "min"})
        self.assertIsNone(least.met(facts({"a": 1.0}), [{"a": 2.0}, {"a": 1.0}]))
        self.assertIn("for 1 round.", least.met(facts({"a": 2.0}), [{"a": 1.0}, {"a": 2.0}])[1])

    def test_budgets_are_used_up_at_their_limits(self):
        self.assertIsNone(rule({"seconds": 600}).met(facts(seconds=599.9), []))
        expected = ("time", "The training has taken 612 seconds, at least 600.")
        self.assertEqual(expected, rule({"seconds": 600}).met(facts(seconds=612.0), []))
        expected = ("bytes", "Clients and server have exchanged 2000000000 bytes, at least 1000000000.")
        self.assertEqual(expected, rule({"bytes": 1_000_000_000}).met(facts(exchanged=2_000_000_000), []))
        self.assertIsNone(rule({"epsilon": 8.0}).met(facts(), []))
        self.assertEqual("epsilon", rule({"epsilon": 8.0}).met(facts(epsilon=8.5), [])[0])

    def test_malformed_controls_are_refused(self):
        for content in (
            [],
            {"stop_after_round": 1},
            {"rules": {}},
            {"rules": [{"seconds": 1}] * 17},
            {"rules": [{}]},
            {"rules": [{"metric": "a"}]},
            {"rules": [{"metric": "", "at_least": 1}]},
            {"rules": [{"metric": "a", "at_least": "1"}]},
            {"rules": [{"metric": "a", "at_least": True}]},
            {"rules": [{"metric": "a", "at_least": float("nan")}]},
            {"rules": [{"metric": "a", "at_least": 1, "at_most": 2}]},
            {"rules": [{"metric": "a", "no_better_for": 0, "mode": "max"}]},
            {"rules": [{"metric": "a", "no_better_for": 2, "mode": "best"}]},
            {"rules": [{"seconds": 0}]},
            {"rules": [{"bytes": -1}]},
            {"rules": [{"epsilon": 1, "more": 2}]},
        ):
            with self.subTest(content=content), self.assertRaises(ValueError):
                control(content)


@needs_messages
class SteeringTest(ObserverTest):
    def test_a_request_ends_the_training_after_the_round(self):
        class Asking(app.All):
            def configure_evaluate(strategy, server_round, *arguments, **named):
                if server_round == 2:
                    self.write("control.json", {"stop_after_round": True})
                return super().configure_evaluate(server_round, *arguments, **named)

        result = app.train_all(Asking(), rounds=5)
        self.assertEqual([1, 2], list(result.evaluate_metrics_clientapp))
        self.assertEqual([0, 1, 2], list(result.evaluate_metrics_serverapp))
        (stopped,) = self.events("stopped")
        self.assertEqual(("requested", 2), (stopped["rule"], stopped["round"]))
        self.assertEqual("A stop after round 2 was requested.", stopped["detail"])
        self.assertEqual(app.digest(result), app.digest(self._with_rounds(2)))

    def _with_rounds(self, rounds):
        self._reset()
        return app.train_all(rounds=rounds)

    def test_the_metric_of_the_server_wins(self):
        # The clients' mean accuracy is below 0.2 in each round.
        def evaluate(server_round, arrays):
            return app.MetricRecord({"accuracy": 0.3 * server_round})

        self.write("plan.json", {"steering": {"rules": [{"metric": "accuracy", "at_least": 0.5}]}})
        result = app.train_all(rounds=5, evaluate_fn=evaluate)
        self.assertEqual([1, 2], list(result.evaluate_metrics_clientapp))
        self.assertEqual("The metric accuracy reached 0.6, at least 0.5.", self.events("stopped")[0]["detail"])

    def test_the_control_file_replaces_the_plan(self):
        self.write("plan.json", {"steering": {"stop_after_round": True, "rules": []}, "what_if": None})
        self.write("control.json", {"stop_after_round": False, "rules": []})
        self.assertEqual(3, len(app.train_all().evaluate_metrics_clientapp))
        self.assertEqual([], self.events("stopped"))

    def test_bytes_are_counted(self):
        self.write("plan.json", {"steering": {"rules": [{"bytes": 1}]}})
        self.assertEqual(1, len(app.train_all().evaluate_metrics_clientapp))
        exchanged = sum(row["bytes_down"] + row.get("bytes_up", 0) for row in self.events("client"))
        self.assertIn(f"exchanged {exchanged} bytes", self.events("stopped")[0]["detail"])

    def test_a_rule_that_is_met_in_the_last_round_ends_nothing(self):
        self.write("plan.json", {"steering": {"rules": [{"metric": "sum", "at_least": -1e9}]}})
        app.train_all(rounds=1)
        self.assertEqual([], self.events("stopped"))

    def test_a_malformed_file_is_one_event_and_the_last_rules_remain(self):
        for content in ("{", '{"rules": 3}', "x" * 70_000, "[" * 60_000):
            with self.subTest(content=content[:20]):
                self._reset()
                before = len(self.events("failed"))
                self.write("plan.json", {"steering": {"rules": [{"seconds": 1e9}]}})
                self.write("control.json", content)
                with mock.patch("flsys_observer.control.Budget.met", side_effect=[None, ("time", "Enough.")]):
                    result = app.train_all(rounds=5)
                self.assertEqual(2, len(result.evaluate_metrics_clientapp))
                failed = self.events("failed")[before:]
                self.assertEqual([("Steering", "control")], [(each["part"], each["method"]) for each in failed])


if __name__ == "__main__":
    unittest.main()
