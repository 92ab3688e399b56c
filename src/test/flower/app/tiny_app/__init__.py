"""A Flower app without torch: each client moves the weights towards its own number."""
