"""Compiled kernels: kept whole, never trusted blindly, rebuilt when an organ changes, and never in the way."""

import os
import subprocess
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from epsom.body import balance
from epsom.cohort.draw import typical
from epsom.errors import InputError
from epsom.simulate import compiled as rooms
from epsom.simulate import elementary, keeping, kernel, lanes
from epsom.simulate.compiled import NoKernels, Processor, compiled, kernels
from epsom.simulate.live import _chosen as chosen
from epsom.simulate.live import live, settled, way
from epsom.simulate.model import trace, traced
from tests.simulate.bodies import diet

pytestmark = pytest.mark.skipif(
    not (find_spec("llvmlite") and find_spec("numba")), reason="the compiler (epsom[fast]) is not installed"
)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache of kernels."""
    monkeypatch.setenv("EPSOM_CACHE", str(tmp_path / "kernels"))
    return tmp_path / "kernels"


def test_kernels_are_kept_and_found_again(cache):
    assert kernels(trace(), build=False) is None
    code = kernels(trace(), build=True)
    assert len(list(cache.glob("model-*.o"))) == 1
    assert kernels(trace(), build=False) == code


def test_another_model_is_another_file(cache):
    kernels(trace(), build=True)
    first = balance.FLUXES[0]
    edited = balance.Flux(first.source_pool, first.target_pool, lambda x, b: 2.0 * first.rate(x, b), first.source)
    assert kernels(traced((edited, *balance.FLUXES[1:]), balance.DRIFTS), build=False) is None


@pytest.mark.parametrize(
    "damage", [lambda code: code[:-7], lambda code: b"", lambda code: code[:-9] + bytes(9 * [255])]
)
def test_a_damaged_cache_is_said_and_rebuilt(cache, damage):
    code = kernels(trace(), build=True)
    (path,) = cache.glob("model-*.o")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.warns(keeping.KernelNote, match="damaged"):
        assert kernels(trace(), build=True) == code
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert kernels(trace(), build=False) == code


def test_a_cache_that_cannot_be_written_costs_time_and_a_note(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder", "utf-8")
    monkeypatch.setenv("EPSOM_CACHE", str(tmp_path / "file" / "kernels"))
    with pytest.warns(keeping.KernelNote, match="EPSOM_CACHE"):
        assert kernels(trace(), build=True)


def test_half_written_code_is_never_seen(cache, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.warns(keeping.KernelNote, match="No space left"):
        keeping.keep("model", "k" * 40, b"code")
    monkeypatch.undo()
    assert keeping.kept("model", "k" * 40) is None


def test_an_unknown_processor_simulates_in_numpy(monkeypatch):
    def unknown():
        raise NoKernels("no kernels are written for a processor of the kind 'abacus'")

    monkeypatch.setattr(rooms, "processor", unknown)
    monkeypatch.setattr(rooms, "_ready", {})
    chosen.cache_clear()
    try:
        monkeypatch.setenv("EPSOM_WAY", "auto")
        assert way() == "numpy"
        chosen.cache_clear()
        monkeypatch.setenv("EPSOM_WAY", "vector")
        with pytest.raises(InputError, match="abacus"):
            way()
    finally:
        chosen.cache_clear()


def test_a_way_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("EPSOM_WAY", "gpu")
    chosen.cache_clear()
    try:
        with pytest.raises(InputError, match="'gpu' is no way to simulate"):
            way()
    finally:
        chosen.cache_clear()


def test_numpy_answers_while_the_kernels_are_built(tmp_path):
    """The first run ever answers at once in NumPy, and the next one finds kernels."""
    text = "from epsom.simulate.live import way; print(way())"
    env = {**os.environ, "EPSOM_CACHE": str(tmp_path), "EPSOM_WAY": "auto"}

    def run():
        return subprocess.run([sys.executable, "-c", text], env=env, capture_output=True, text=True, check=True)

    first = run()
    assert first.stdout == "numpy\n"
    assert "kernels are built for the next one" in first.stderr
    subprocess.run([sys.executable, "-m", "epsom.simulate"], env=env, check=True)
    second = run()
    assert (second.stdout, second.stderr) == ("vector\n", "")


@pytest.mark.parametrize("width", [2, 4, 8])
def test_narrower_vectors_give_the_same_answer(width, monkeypatch, cache):
    """What an older processor computes, in vectors half or a quarter as wide."""
    cpu = rooms.processor()
    monkeypatch.setattr(rooms, "processor", lambda: Processor(cpu.name, cpu.features, width))
    ready = rooms.Compiled(trace(), kernels(trace(), build=True), _drivers())
    body = typical(5)
    start = settled(body, diet(350, 5), 5)
    from epsom.simulate.live import Phase
    from epsom.simulate.schedule import scheduled

    phases = [Phase(20.0, body, diet(100, 5))]
    found, told = lanes.live(
        ready, start, scheduled(trace(), 0.0, phases, 5), np.array([20.0]), np.arange(len(start)), 1e-6
    )
    assert not told[:, 0].any()
    assert found[0] == pytest.approx(live(start, 0.0, phases, [20.0], tolerance=1e-6, way="numpy").pools[0], rel=1e-9)


def _drivers():
    """The drivers as this checkout keeps them, so that they are not built for every test."""
    previous = os.environ["EPSOM_CACHE"]
    os.environ["EPSOM_CACHE"] = str(Path(__file__).parents[2] / "build" / "kernels")
    try:
        return rooms.drivers(build=True)
    finally:
        os.environ["EPSOM_CACHE"] = previous


@pytest.mark.parametrize(
    ("name", "exact", "low", "high"),
    [("exp", np.exp, -690.0, 690.0), ("log", np.log, 1e-300, 1e300), ("log1p", np.log1p, 0.0, 1.0)],
)
def test_exponential_and_logarithm_are_right_to_the_last_digits(name, exact, low, high):
    rng = np.random.default_rng(5)
    x = np.exp(rng.uniform(np.log(low), np.log(high), 4096)) if name == "log" else rng.uniform(low, high, 4096)
    x[:4] = [1.0, 0.5, 1e-9 if name != "exp" else 0.0, 1.0 - 1e-12]
    with np.errstate(all="ignore"):
        assert elementwise(name, x) == pytest.approx(exact(x), rel=1e-15, abs=3e-17)


def test_a_logarithm_of_what_is_not_above_zero_is_no_number():
    assert np.isnan(elementwise("log", np.array([0.0, -1.0, np.nan, -0.0, -1e-300, -np.inf, -5.0, np.nan]))).all()
    assert np.isnan(elementwise("exp", np.array([np.nan] * 8))).all()


def elementwise(name, x):
    """Return one of the three vector functions of an array, compiled by itself."""
    import ctypes

    import llvmlite.binding as llvm

    width = rooms.processor().lanes
    v = f"<{width} x double>"
    text = elementary.declarations(width) + (
        f"define ptr @run(ptr %x, ptr %y, i64 %n) {{\nentry:\n  br label %head\nhead:\n"
        f"  %i = phi i64 [ 0, %entry ], [ %next, %head ]\n"
        f"  %at = getelementptr {v}, ptr %x, i64 %i\n  %to = getelementptr {v}, ptr %y, i64 %i\n"
        f"  %a = load {v}, ptr %at, align 8\n  %b = call {v} @epsom_{name}({v} %a)\n"
        f"  store {v} %b, ptr %to, align 8\n  %next = add i64 %i, 1\n  %more = icmp slt i64 %next, %n\n"
        f"  br i1 %more, label %head, label %end\nend:\n  ret ptr null\n}}\n"
    )
    code = rooms._machine_code(text)
    engine = llvm.create_mcjit_compiler(
        llvm.parse_assembly(""), llvm.Target.from_default_triple().create_target_machine(jit=True)
    )
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    function = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)(
        engine.get_function_address("run")
    )
    x, y = np.ascontiguousarray(x, dtype=float), np.empty(len(x))
    function(x.ctypes.data, y.ctypes.data, len(x) // width)
    return y


def test_the_text_names_nothing_of_magnesium():
    """The generator is neutral: what it writes knows numbers alone."""
    text = kernel.text(trace(), 4)
    assert "serum" not in text
    assert "<4 x double>" in text
    assert compiled(trace()) is not None


def test_some_of_the_pools_come_back_as_they_do_from_numpy():
    from epsom.simulate import batch
    from epsom.simulate.live import Phase
    from epsom.simulate.schedule import scheduled

    body, picked, times = typical(3), np.array([4, 9, 16]), np.array([0.0, 0.5, 7.3, 20.0])
    start = settled(body, diet(350, 3), 3)
    schedule = scheduled(trace(), 0.0, [Phase(20.0, body, diet(100, 3))], 3)
    ready = compiled(trace())
    assert ready is not None
    found, _ = lanes.live(ready, start, schedule, times, picked, 1e-6)
    want, _ = batch.live(trace(), start, schedule, times, picked, 1e-6)
    assert found.shape == (4, 3, 3)
    assert found == pytest.approx(want, rel=1e-10)
    with pytest.raises(ValueError, match="must rise"):
        lanes.live(ready, start, schedule, times, picked[::-1], 1e-6)
