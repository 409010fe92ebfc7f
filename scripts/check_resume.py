"""A long check: a run of a million virtual persons, killed ten times at random moments, ends in the same files.

A run is first done without trouble, and its time and memory are printed. Then the same run is begun in another folder
and killed (SIGKILL) after a random time, again and again, and at last let go to its end. Every file of both folders
must be the same, byte for byte, and nothing may be left over. Exits with 1 where they are not.

Run it with: python scripts/check_resume.py (a few minutes; --persons makes it shorter)
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.resources import as_file, files
from pathlib import Path

EARLY = 0.2  # of the kills come within the first second; the others once something new is done


def begun(person: Path, folder: Path, persons: int, more: list[str]) -> subprocess.Popen[bytes]:
    words = ["simulate", str(person), "--persons", str(persons), "--then", "150 mg", "--out", str(folder), *more]
    return subprocess.Popen([sys.executable, "-m", "epsom", *words], stdout=subprocess.DEVNULL)


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def parts(folder: Path) -> int:
    return len(list(folder.glob("part-*.jsonl"))) if folder.exists() else 0


def main() -> int:
    words = argparse.ArgumentParser()
    words.add_argument("--persons", type=int, default=1_000_000)
    words.add_argument("--kills", type=int, default=10)
    words.add_argument("--seed", type=int, default=None, help="of the moments of the kills; another one each time")
    words.add_argument("--parquet", action="store_true")
    told = words.parse_args()
    seed = told.seed if told.seed is not None else random.SystemRandom().randrange(10**6)
    more = ["--parquet"] if told.parquet else []
    print(f"moments of the kills: --seed {seed}")
    with as_file(files("epsom").joinpath("examples")) as examples, tempfile.TemporaryDirectory() as room:
        person, plain, killed = examples / "ana.yaml", Path(room) / "plain", Path(room) / "killed"
        if begun(person, Path(room) / "first", 1000, more).wait():  # builds the kernels, where they are not kept
            return 1
        start = time.perf_counter()
        if begun(person, plain, told.persons, more).wait():
            return 1
        took = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"without trouble: {took:.1f} s, at most {peak:.0f} MB; {len(sums(plain))} files")
        rng, kills = random.Random(seed), 0
        while kills < told.kills:
            before = parts(killed)
            going = begun(person, killed, told.persons, more)
            if rng.random() < EARLY:
                time.sleep(rng.uniform(0.0, 1.0))
            else:
                while going.poll() is None and parts(killed) == before:
                    time.sleep(0.01)
                time.sleep(rng.uniform(0.0, took / told.kills))
            if going.poll() is not None:
                print("it was done before the kill; begun anew in an empty folder")
                shutil.rmtree(killed)
                continue
            going.send_signal(signal.SIGKILL)
            going.wait()
            kills += 1
            left = len(list(killed.glob(".*"))) if killed.exists() else 0
            print(f"kill {kills}: {before} parts before, {parts(killed)} after, {left} unfinished files left over")
        if begun(person, killed, told.persons, more).wait():
            return 1
        same = sums(plain) == sums(killed)
    print("every file is the same" if same else "THE FILES DIFFER")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
