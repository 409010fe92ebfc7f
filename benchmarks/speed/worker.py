"""One simulator in a process of its own: reads what to do from standard input, and answers in lines of JSON.

``python worker.py NAME FOLDER``. It runs in the environment of the peers, which knows nothing of Epsom, or in Epsom's.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEPT = 64


def ticks() -> tuple[float, int]:
    """Return how long the processor was busy since the machine started [s], over all cores, and how many they are."""
    try:
        lines = Path("/proc/stat").read_text("ascii").splitlines()
    except OSError:
        return float("nan"), os.cpu_count() or 1
    numbers = [int(word) for word in lines[0].split()[1:9]]
    cores = sum(line.startswith("cpu") and line[3].isdigit() for line in lines)
    return (sum(numbers) - numbers[3] - numbers[4]) / os.sysconf("SC_CLK_TCK"), cores


class Watch:
    """Processor time, wall time, and the share of the machine that nobody else used meanwhile."""

    def __init__(self) -> None:
        self.cpu, self.wall, (self.busy, self.cores) = time.process_time(), time.perf_counter(), ticks()

    def stop(self) -> dict[str, float]:
        cpu, wall = time.process_time() - self.cpu, time.perf_counter() - self.wall
        others = max(0.0, ticks()[0] - self.busy - cpu)
        return {"cpu": cpu, "wall": wall, "idle": 1.0 - others / (self.cores * wall)}


def work(runner: Any, folder: Path, name: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Do one thing: get ready for a scenario, or live through it so many times, of which the last one is told."""
    for key, value in asked.get("set", {}).items():
        setattr(runner, key, value)
    if asked["do"] == "prepare":
        began = time.perf_counter()
        runner.prepare(asked["scenario"])
        return {"wall": time.perf_counter() - began}
    told: dict[str, Any] = {}
    found = None
    for _ in range(asked.get("times", 1)):
        found = None
        watch = Watch()
        found = runner.run(asked["scenario"], asked["persons"], asked["tolerance"])
        told = watch.stop()
    told |= getattr(runner, "told", {})
    if asked.get("keep"):
        import numpy as np

        np.save(folder / f"{name}.{asked['scenario']}.npy", np.ascontiguousarray(found[:KEPT]))
    return told


def main() -> None:
    """Answer until nobody asks any more."""
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    name, folder = sys.argv[1], Path(sys.argv[2])
    out, sys.stdout = sys.stdout, sys.stderr
    try:
        runner: Any = importlib.import_module(f"runners.{name}").Runner(folder)
    except Exception as error:
        out.write(json.dumps({"failed": f"{type(error).__name__}: {error}"}) + "\n")
        return
    out.write("{}\n")
    out.flush()
    for line in sys.stdin:
        try:
            answer = work(runner, folder, name, json.loads(line))
        except Exception as error:
            answer = {"failed": f"{type(error).__name__}: {error}"}
        out.write(json.dumps(answer) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
