import os

ROUNDS = int(os.environ.get("NUM_ROUNDS", "3"))
LEARNING_RATE = float(os.getenv("LEARNING_RATE", "0.1"))
