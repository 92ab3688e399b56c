"""The base of the parts. Each method is called by the observer, which catches the errors."""


class Part:
    """The methods of a part. The methods of this class do nothing.

    `change_sent`, `change_received` and `initial_arrays` get values in the type of the API. They return another value,
    or None to keep it. The other methods get the same types for both APIs, see training.py.

    Several trainings may run at the same time. `training.notes(self)` keeps the data of this part for one of them.
    """

    def __init__(self, observer):
        self.observer = observer
        self.events = observer.events

    def training_starts(self, training):
        """A training starts. `first` and `last` of the training may be set here, if it is steerable."""

    def initial_arrays(self, training, arrays):
        """The arrays before the first round, or None. Only called if the training is steerable."""

    def round_starts(self, training, number):
        """A round starts."""

    def change_sent(self, training, messages, number, phase):
        """Messages to clients: of the Message API, or pairs of client and instruction."""

    def sent(self, training, number, phase, sent):
        """A list of Sent."""

    def change_received(self, training, replies, number, phase):
        """Replies of clients: messages, or the pair (results, failures) of the legacy API."""

    def received(self, training, number, phase, replies):
        """A list of Reply, before they are aggregated."""

    def aggregated(self, training, number, phase, metrics):
        """Replies are aggregated. `training.arrays` is new if the phase is "train"."""

    def evaluated(self, training, number, metrics):
        """The server has evaluated the global arrays. Round 0 is before the first round."""

    def round_ended(self, training, number):
        """A round has ended. `training.stop` lets no further round start."""

    def training_ended(self, training):
        """The training has ended without an exception."""
