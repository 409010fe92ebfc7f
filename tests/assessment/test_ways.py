"""An assessment says the same whether compiled kernels or NumPy lived through it."""

from importlib.resources import files
from importlib.util import find_spec

import pytest

import epsom


def numbers(content, place=""):
    """Yield every number of a result with its place."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from numbers(value, f"{place}.{name}")
    elif isinstance(content, (list, tuple)):
        for number, value in enumerate(content):
            yield from numbers(value, f"{place}[{number}]")
    elif isinstance(content, float):
        yield place, content


@pytest.mark.skipif(not (find_spec("numba") and find_spec("llvmlite")), reason="epsom[fast] is not installed")
def test_kernels_and_numpy_assess_the_example_alike_to_a_part_in_a_million(monkeypatch):
    person = epsom.read_person(str(files("epsom").joinpath("examples", "ana.yaml")))
    found = {}
    for way in ("vector", "numpy"):
        monkeypatch.setenv("EPSOM_WAY", way)
        found[way] = dict(numbers(epsom.assess(person).to_dict()))
    assert len(found["vector"]) > 500
    assert found["vector"] == pytest.approx(found["numpy"], rel=1e-6, abs=1e-9)
