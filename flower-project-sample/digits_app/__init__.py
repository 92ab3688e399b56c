"""A Flower app that trains the networks of ``model.py`` on handwritten digits."""
