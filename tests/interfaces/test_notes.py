"""What the program notices on its way is said as a note, in words and without a line of code."""

import os
import subprocess
import sys

import pytest


def test_a_cache_that_cannot_be_written_is_a_note(tmp_path):
    pytest.importorskip("numba", reason="the compiler (epsom[fast]) is not installed")
    (tmp_path / "file").write_text("no folder", "utf-8")
    env = {**os.environ, "EPSOM_CACHE": str(tmp_path / "file" / "kernels"), "EPSOM_WAY": "vector"}
    done = subprocess.run(
        [sys.executable, "-m", "epsom", "demo", "--report", str(tmp_path / "report.html")],
        env=env, capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert "Note: The model kernels cannot be kept in" in done.stderr
    assert ".py:" not in done.stderr
