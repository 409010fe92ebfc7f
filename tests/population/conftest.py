import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def nhanes():
    folder = SHARED / "nhanes"
    if not folder.exists():
        pytest.skip(f"no survey data beside the checkout ({folder})")
    pytest.importorskip("pyarrow")
    return folder


@pytest.fixture(scope="session")
def published():
    """The script that holds what others have printed, and the recipe by which each figure is made again."""
    spec = importlib.util.spec_from_file_location("check_intake_survey", ROOT / "scripts" / "check_intake_survey.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
