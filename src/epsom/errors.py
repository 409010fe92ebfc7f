"""The two errors Epsom raises on purpose: yours to mend, and ours."""

from __future__ import annotations

from collections.abc import Sequence

Place = tuple[str | int, ...]


class InputError(ValueError):
    """A value the user gave breaks a rule; the message names the value, the rule and the mend.

    ``at`` is the path of the value inside the user's document, such as ``("labs", 0, "date")``;
    whoever reads the document turns it into a line and a column.
    """

    def __init__(self, message: str, *, at: Place = ()) -> None:
        super().__init__(message)
        self.message = message
        self.at = at

    def under(self, *outer: str | int) -> InputError:
        """Return the same error, found one level further out in the document."""
        return InputError(self.message, at=(*outer, *self.at))


class InputErrors(InputError):  # noqa: N818 (the plural of InputError)
    """Several faults of one document, so that the user mends them in one go."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        super().__init__("\n".join(error.message for error in errors), at=errors[0].at)
        self.errors = tuple(errors)


class TableError(Exception):
    """A table that Epsom ships breaks its own rules: ours to mend, found when the table is read."""
