"""What all tests share: a slow machine is no failure, and a run for everybody is the same run each time.

Where the compiler is installed, the tests simulate with compiled kernels, kept in a folder of the checkout.
"""

import os
from importlib.util import find_spec
from pathlib import Path

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")

os.environ.setdefault("EPSOM_CACHE", str(Path(__file__).parents[1] / "build" / "kernels"))
os.environ["EPSOM_FOODS"] = str(Path(__file__).parents[1] / "build" / "nothing-imported.sqlite")  # not the user's own
os.environ.setdefault("EPSOM_WAY", "vector" if find_spec("numba") and find_spec("llvmlite") else "numpy")
