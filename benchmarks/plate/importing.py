"""Importing SR Legacy, written out in the official layout: time, and the peak of a process that does nothing else.

Beside it the least that any import must do, as a ratio: read the zip's cells and put them down as they are.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from plate import corpora

TIMES = 3
_CHILD = """
import json, re, resource, sys, time
from pathlib import Path
from epsom.interfaces.tables import import_tables
start = time.perf_counter()
report = import_tables([Path(sys.argv[1])], Path(sys.argv[2]))
taken = time.perf_counter() - start
try:  # the peak of this process alone; what getrusage tells includes its parent's at the start
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
except OSError:
    unit = 1024**2 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
print(json.dumps([taken, peak, report.tables[0].foods]))
"""


def measured() -> tuple[dict[str, float], dict[str, str]]:
    """Return the figures by name, and what was not measured with the reason."""
    layout = corpora.official()
    if not layout.DATA.is_dir():
        return {}, {"plate.import.sr_legacy_s": "shared/data is not here"}
    ours: list[tuple[float, float, int]] = []
    least: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = layout.sr_legacy(Path(folder) / "sr_legacy.zip")
        for n in range(TIMES):
            words = [sys.executable, "-c", _CHILD, str(path), str(Path(folder) / f"{n}.sqlite")]
            ours.append(json.loads(subprocess.run(words, capture_output=True, check=True, text=True).stdout))
            start = time.perf_counter()
            plain(path, Path(folder) / f"plain{n}.sqlite")
            least.append(time.perf_counter() - start)
    seconds = min(run[0] for run in ours)
    return {
        "plate.import.sr_legacy_s": seconds,
        "plate.import.sr_legacy_peak_mb": max(run[1] for run in ours),
        "plate.import.sr_legacy_foods": ours[0][2],
        "plate.import.plain_s": min(least),
        "plate.import.plain_ratio": seconds / min(least),
    }, {}


def plain(path: Path, database: Path) -> None:
    """Put every cell of every file into a table of its own, unread."""
    base = sqlite3.connect(database)
    with zipfile.ZipFile(path) as archive:
        for n, name in enumerate(archive.namelist()):
            with archive.open(name) as stream:
                rows = csv.reader(io.TextIOWrapper(stream, "utf-8", newline=""))
                width = len(next(rows))
                base.execute(f"CREATE TABLE t{n}({', '.join(f'c{k}' for k in range(width))})")
                base.executemany(f"INSERT INTO t{n} VALUES ({', '.join('?' * width)})", rows)
    base.commit()
    base.close()
