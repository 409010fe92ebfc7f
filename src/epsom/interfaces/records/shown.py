"""The preview as a person reads it in a terminal, and as a program reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from epsom.interfaces import terminal
from epsom.interfaces.records.preview import PRINTED, Aside, Line, Preview, dated

_WIDEST = 44


def text(preview: Preview) -> str:
    """Return a preview for the terminal: what was read, what is doubtful, what is not known, what was left out."""
    days = dated(preview.lines)
    span = f"{days[0]} to {days[-1]}" if days else "no day"
    taken = sum(line.how == PRINTED for line in preview.lines)
    parts = [
        f"{preview.file}: {preview.layout}",
        f"Lines: {len(preview.lines)}, on days: {len(days)} ({span}). The file prints the magnesium itself: {taken}; "
        f"not found: {len(preview.unmatched)}; doubtful: {len(preview.doubtful)}; "
        f"supplements: {len(preview.supplements)}. Rows left out: {len(preview.quarantined)}; "
        f"set aside: {len(preview.set_aside)}; outside the days asked for: {preview.outside}.",
    ]
    if preview.lines:
        head = ["day", "time", "as told", "read as", "mg", "how sure", "source"]
        parts.append(terminal.table(head, [_row(line) for line in preview.lines], right=(4,)))
    parts += _listed("Look at these: is that what is meant?", [_choice(line) for line in preview.doubtful])
    parts += _listed(
        "Not found; counted as a range. Say it in other words, or give the food its magnesium:",
        [_choice(line) for line in preview.unmatched],
    )
    parts += _listed("Supplements:", [f"row {line.row}: {line.told} -> {line.written}" for line in preview.supplements])
    parts += _listed("Left out, each with its reason:", _asides(preview.quarantined))
    parts += _listed("Set aside:", _asides(preview.set_aside))
    parts += _listed("Please answer:", preview.questions)
    parts += _listed("Note:", preview.notes)
    return "\n\n".join(parts)


def document(preview: Preview) -> dict[str, Any]:
    """Return a preview as plain data for ``--json``: every line, and the person's part as YAML in ``person``."""
    content = asdict(preview)
    content["foods"] = [food.model_dump(mode="json") for food in preview.foods]
    content["lines"] = [
        {**asdict(line), "date": str(line.date), "at": f"{line.at:%H:%M}", "doubtful": line.doubtful}
        for line in preview.lines
    ]
    content["days"] = [str(day) for day in dated(preview.lines)]
    content["unmatched"] = [line.row for line in preview.unmatched]
    content["supplements"] = [line.row for line in preview.supplements]
    content["person"] = "\n".join(preview.to_person_lines()) + "\n" if preview.lines else ""
    return content


def _row(line: Line) -> list[str]:
    held = f"{line.magnesium:.1f}" if line.magnesium is not None else f"{line.low:.0f} to {line.high:.0f}"
    sure = f"{line.how}, {line.score:.2f}" if line.score < 1.0 else line.how
    return [str(line.date), f"{line.at:%H:%M}", _short(line.told), _short(line.food), held, sure, line.source]


def _choice(line: Line) -> str:
    nearest = f"; nearest: {', '.join(line.choices)}" if line.choices else ""
    read = f" -> {line.food}" if line.doubtful else ""
    return f"row {line.row}: {line.told}{read} ({line.how}{nearest})"


def _asides(rows: Sequence[Aside]) -> list[str]:
    return [f"row {one.row}: {one.told}: {one.reason}" for one in rows]


def _listed(title: str, entries: Sequence[str]) -> list[str]:
    return ["\n".join([title, *(f"  {_visible(entry)}" for entry in entries)])] if entries else []


def _short(told: str) -> str:
    shown = _visible(told)
    return shown if len(shown) <= _WIDEST else f"{shown[: _WIDEST - 3]}..."


def _visible(told: str) -> str:
    """Return a text without signs that move the cursor or hide: a file from elsewhere is not to steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in told)
