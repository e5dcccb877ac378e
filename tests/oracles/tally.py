"""What the oracle tests did: one line at the end of the run."""

from tests.oracles.places import ABSENT, DATA


class Tally:
    """Counts cases; a case is one payload, frame, number, request or code that was compared."""

    def __init__(self) -> None:
        self.passed = 0
        self.skipped = 0  # tests
        self.unmapped: list[str] = []
        self.notes: list[str] = []  # for a run with -v

    def __call__(self, count: int = 1) -> None:
        """Count cases that passed."""
        self.passed += count

    def not_mapped(self, names: list[str]) -> None:
        """Note payloads that are compared with nothing; a table in the test files gives the reasons."""
        self.unmapped += names
        self.notes += [f"not mapped: {name}" for name in names]

    def note(self, text: str) -> None:
        """Keep a line for the end of a run with ``-v``."""
        self.notes.append(text)

    @property
    def was_used(self) -> bool:
        """Whether an oracle test ran or was skipped."""
        return bool(self.passed or self.skipped or self.unmapped)

    def summary(self) -> str:
        """Return the line."""
        if not DATA.is_dir():
            return f"oracles: skipped, {ABSENT}"
        listed = "listed with reasons in tests/oracles/unmapped.py"
        return (
            f"oracles: {self.passed} cases passed, {len(self.unmapped)} not mapped ({listed}), "
            f"{self.skipped} skipped"
        )


TALLY = Tally()
