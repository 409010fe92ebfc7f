"""The peers: an environment of their own beside the product's, and a process for each while they are measured."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from speed.results import say

HERE = Path(__file__).parent
PINNED = HERE.parent / "peers.txt"
FOLDER = HERE.parents[1] / ".peers"
OURS = ("ours", "scipy_lsoda", "scipy_lsoda_organs")
BUILT = "numbalsoda"
WHY = (
    "its package is source text, and building it needs a Fortran compiler, a C++ compiler and CMake"
    " (on Debian: apt-get install gfortran g++)"
)


class NotMeasured(Exception):  # noqa: N818 - nothing is wrong with us
    """A peer could not be installed or could not do the work; the message says why."""


def python() -> Path:
    """Return the Python of the peers' environment; ``EPSOM_PEERS`` names another one than .peers."""
    folder = Path(os.environ.get("EPSOM_PEERS") or FOLDER)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install() -> dict[str, str]:
    """Make the peers' environment where it is not there yet; return which peers are missing, and why."""
    failed: dict[str, str] = {}
    if os.environ.get("EPSOM_PEERS"):
        return failed
    stamp = FOLDER / "stamp.json"
    key = hashlib.sha256(PINNED.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists():
        kept = json.loads(stamp.read_text("utf-8"))
        if kept["key"] == key and not kept["failed"]:
            return failed
        if kept["key"] != key:
            shutil.rmtree(FOLDER)
    say("Installing the peers into .peers, once (a few minutes) ...")
    uv = shutil.which("uv")
    if not python().exists():
        _call([uv, "venv", "--quiet", str(FOLDER)] if uv else [sys.executable, "-m", "venv", str(FOLDER)])
    lines = [line.partition("#")[0].strip() for line in PINNED.read_text("utf-8").splitlines()]
    wanted = [line for line in lines if line]
    easy = [line for line in wanted if not line.startswith(BUILT)]
    pip = [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip = [uv, "pip", "install", "--quiet", "--python", str(python())] if uv else pip
    _call([*pip, *easy])
    for line in (line for line in wanted if line.startswith(BUILT)):
        if _call([*pip, line], must=False):
            compiler = shutil.which("gfortran")
            failed[BUILT] = f"{WHY}; " + ("the build failed all the same" if compiler else "there is no gfortran here")
            say(f"Not installed: {BUILT}. {failed[BUILT]}")
    stamp.write_text(json.dumps({"key": key, "failed": failed}), "utf-8")
    return failed


def _call(command: list[str], *, must: bool = True) -> int:
    done = subprocess.run(command, stdout=sys.stderr, stderr=None if must else subprocess.DEVNULL)
    if must and done.returncode:
        raise NotMeasured(f"the peers could not be installed: {' '.join(command[-3:])}")
    return done.returncode


class Peer:
    """A simulator in a process of its own."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        which = sys.executable if name in OURS else str(python())
        environment = os.environ | {"EPSOM_WAY": "vector", "EPSOM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [which, str(HERE / "worker.py"), name, str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip
        self._answer()

    def ask(self, do: str, scenario: str, **more: Any) -> dict[str, Any]:
        """Have something done and return what is told of it; NotMeasured where it failed."""
        stream = self._process.stdin
        assert stream is not None
        stream.write(json.dumps({"do": do, "scenario": scenario, **more}) + "\n")
        stream.flush()
        return self._answer()

    def prepare(self, scenario: str, **settings: Any) -> float:
        """Get ready and return how long that took [s]."""
        return self.ask("prepare", scenario, set=settings)["wall"]

    def run(
        self, scenario: str, persons: int, tolerance: float, *, times: int = 1, keep: bool = False, **settings: Any
    ) -> dict[str, Any]:
        """Live through a scenario so many times, and return what the last time took."""
        asked = {"persons": persons, "tolerance": tolerance, "times": times, "keep": keep}
        return self.ask("run", scenario, **asked, set=settings)

    def end(self) -> None:
        """Let the process end."""
        self._process.communicate()

    def _answer(self) -> dict[str, Any]:
        stream = self._process.stdout
        assert stream is not None
        line = stream.readline()
        answer = json.loads(line) if line else {"failed": f"its process ended with {self._process.wait()}"}
        if "failed" in answer:
            raise NotMeasured(answer["failed"])
        return answer
