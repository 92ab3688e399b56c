from corpus_tools import write_expected

write_expected({
    "runs": [{
        "parameters": {"rounds": 3},
        "state": "completed",
        "exit_code": 0,
        "rounds": [
            {"round": 0, "loss": 1.5, "accuracy": 0.25},
            {"round": 1, "loss": 1.0, "accuracy": 0.35, "results": 2, "failures": 0},
            {"round": 2, "loss": 1 / 2, "accuracy": 0.45},
            {"round": 3, "loss": 1 / 3, "accuracy": 0.55},
        ],
        "models": ["Net"],
    }]
})
