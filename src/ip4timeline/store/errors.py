"""What can go wrong with a log, each with what to do about it."""

from __future__ import annotations

from ip4timeline.engine.errors import TimelineError


class StoreError(TimelineError):
    """Base of what a store raises."""


class UnavailableError(StoreError):
    """The store cannot be reached or is busy; nothing was written. Try again later."""


class UncertainError(StoreError):
    """The store broke off while it committed: whether the batch was kept is not known.

    Append the same batch again: what was kept is `Appended.known`, the rest is added.
    """


class StaleError(StoreError):
    """The log is not where the writer expected it; nothing was written.

    Attributes:
        expected: the position at which the writer took the log to be.
        position: the position at which it is.
        remedy: what to do about it.
    """

    def __init__(
        self,
        expected: int,
        position: int,
        remedy: str = "read what came since and decide again",
    ) -> None:
        super().__init__(expected, position, remedy)
        self.expected = expected
        self.position = position
        self.remedy = remedy

    def __str__(self) -> str:
        return f"the log is at position {self.position}, not at {self.expected}: {self.remedy}"


class ConflictError(StoreError):
    """A place in the log is taken by other contents; nothing was written.

    Attributes:
        key: the row: its table and id, as in ``event/visit-1``.
        position: where the other contents stand; 0 where they stand in the same batch, or in
            the record that the log builds on.
        remedy: what to do about it; empty for what can be done in the log.
    """

    def __init__(self, key: str, position: int, remedy: str = "") -> None:
        super().__init__(key, position, remedy)
        self.key = key
        self.position = position
        self.remedy = remedy

    def __str__(self) -> str:
        where = f"at position {self.position}" if self.position else "in this batch or its base"
        table = self.key.partition("/")[0]
        remedy = self.remedy or (
            "correct it with a Correction, or choose another id"
            if table == "event"
            else "revise it: Revision(row, replaces=its last position)"
        )
        return f"{self.key} is taken by other contents {where}: {remedy}"


class DamagedError(StoreError):
    """The log is not what was written, or not the log that was expected.

    Attributes:
        position: the first position at which that shows; 0 where the log as a whole cannot be read.
        reason: what is wrong there.
    """

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(position, reason)
        self.position = position
        self.reason = reason

    def __str__(self) -> str:
        where = f"position {self.position}" if self.position else "the log"
        return f"{where} {self.reason}: restore a backup, or rebuild from the log"
