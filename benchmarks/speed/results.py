"""The results: one file for all benchmarks, in which no run loses what another one found."""

from __future__ import annotations

import datetime
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

import epsom

RESULTS = Path(__file__).parents[1] / "results.json"


def say(text: str) -> None:
    """Say something on stderr, at once."""
    print(text, file=sys.stderr, flush=True)


def machine() -> dict[str, Any]:
    """Return what the benchmarks ran on."""
    return {
        "processor": processor(), "cores": os.cpu_count(), "system": platform.system(),
        "python": platform.python_version(),
    }  # fmt: skip


def processor() -> str:
    """Return the processor's own name, or its kind."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def read() -> dict[str, Any]:
    """Return what is kept."""
    return json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}


def merge(part: str, found: dict[str, float], missing: dict[str, str] | None = None) -> dict[str, Any]:
    """Keep what a run found beside what others found, and return all of it; ``missing`` says what was not, and why."""
    kept = read()
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    run = {"date": today, "epsom": epsom.__version__, "machine": machine()}
    numbers = {name: float(f"{value:.4g}") for name, value in found.items()}
    lost = {name: why for name, why in kept.get("not_measured", {}).items() if name not in numbers} | (missing or {})
    results = {name: value for name, value in kept.get("results", {}).items() if name not in lost} | numbers
    content: dict[str, Any] = {
        **run,
        "runs": kept.get("runs", {}) | {part: run},
        "results": dict(sorted(results.items())),
        "not_measured": dict(sorted(lost.items())),
    }
    RESULTS.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    return content
