"""Gates: rules of the house that no linter sees."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from epsom import tables
from epsom.quantities import quantities

TOP = Path(__file__).parents[1]
SRC = TOP / "src" / "epsom"
MOST_LINES = 400
MODULES = sorted(path.relative_to(SRC).as_posix() for path in SRC.rglob("*.py"))
OURS = ("src", "tests", "docs", "examples", "benchmarks", "decisions", "changes", "scripts", ".ci")


def texts() -> Iterator[tuple[str, str]]:
    """Every file of text that belongs to the repository, by its path."""
    loose = [path for path in TOP.iterdir() if path.is_file()]
    inside = [path for folder in OURS for path in (TOP / folder).rglob("*") if path.is_file()]
    for path in (*loose, *inside):
        if "__pycache__" not in path.parts and path.suffix not in (".pyc", ".png", ".parquet"):
            yield path.relative_to(TOP).as_posix(), path.read_text("utf-8", "replace")


def locks() -> list[Path]:
    return [*TOP.glob("*.lock"), *TOP.glob("requirements*.txt"), *TOP.glob("*lock*.json"), *TOP.glob("pylock*.toml")]


@pytest.mark.parametrize("table", list(tables.parameter_tables()))
def test_every_number_has_a_name_a_source_and_a_living_range(table: str):
    rows = tables.rows(table)
    assert rows
    assert set(rows) <= set(quantities())


@pytest.mark.parametrize("name", sorted(quantities()))
def test_every_quantity_says_what_it_is(name: str):
    what = quantities()[name]
    assert what.meaning
    assert what.low < what.high


def test_there_is_a_lock_and_every_package_in_it_has_a_hash():
    text = (TOP / "requirements.lock").read_text()
    packages = re.split(r"\n(?=\S)", text.strip())
    assert len(packages) > 20
    for package in packages:
        assert re.match(r"[a-z0-9-]+==\S+", package)
        assert "--hash=sha256:" in package


def test_no_lock_holds_an_address():
    ignored = (TOP / ".gitignore").read_text().splitlines()
    for path in locks():
        if path.name not in ignored:
            assert "://" not in path.read_text(), path.name


def test_the_lock_holds_what_the_project_asks_for():
    import tomllib

    project = tomllib.loads((TOP / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    locked = {line.partition("==")[0] for line in (TOP / "requirements.lock").read_text().splitlines() if "==" in line}
    names = {re.split(r"[^\w.-]", text)[0].replace(".", "-").replace("_", "-").lower() for text in asked}
    assert names <= locked


@pytest.mark.parametrize("module", MODULES)
def test_no_room_outgrows_itself(module: str):
    assert len((SRC / module).read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("module", MODULES)
def test_everything_public_says_what_it_is(module: str):
    tree = ast.parse((SRC / module).read_text("utf-8"))
    assert ast.get_docstring(tree), "the module says nothing"
    for name, node in public(tree):
        assert ast.get_docstring(node), name


def public(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Public functions and classes, and the public methods of classes that are no mere protocols."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and speaks(node):
            yield node.name, node
            if isinstance(node, ast.ClassDef) and not any("Protocol" in ast.unparse(base) for base in node.bases):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef) and speaks(method):
                        yield f"{node.name}.{method.name}", method


def speaks(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether others see this name; an overload is only a signature of the one that follows."""
    return not node.name.startswith("_") and "overload" not in [ast.unparse(each) for each in node.decorator_list]


def test_no_path_of_a_machine_is_in_the_repository():
    places = [f"/{folder}/" for folder in ("work", "root", "tmp")] + [r"/home/[a-z]", r"[A-Z]:\\Users"]
    pattern = re.compile("(?<![\\w.:])(?:" + "|".join(places) + ")")
    found = [
        f"{path}:{number}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_no_unresolved_merge_and_no_stray_ending():
    for path, text in texts():
        assert not re.search(r"^(<{7}|>{7}) ", text, flags=re.M), path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a release would, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(words, cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_table(wheel: Path):
    held = set(zipfile.ZipFile(wheel).namelist())
    data = [path for path in SRC.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert {f"epsom/{path.relative_to(SRC).as_posix()}" for path in data} <= held
    assert not [name for name in held if name.startswith(("tests/", "docs/", "benchmarks/"))]


def test_the_wheel_works_away_from_the_repository(wheel: Path, tmp_path: Path):
    """Unpacked elsewhere and run from there, it assesses Ana and writes her report."""
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n"
        "import epsom; from epsom.interfaces.cli import run\n"
        f"assert epsom.__file__.startswith({str(tmp_path)!r}), epsom.__file__\n"
        "sys.exit(run(['demo', '--persons', '200']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Ana" in done.stdout
    report = (tmp_path / "report.html").read_text("utf-8")
    assert "Ana" in report
    assert not re.search(r"""(?:src|href)=["']?https?://(?!doi)[^"'>]*\.(?:js|css|woff)""", report)


def test_the_shipped_files_are_where_the_code_looks():
    for name in ("quantities.toml", "sources.bib", "units.toml", "examples/ana.yaml", "examples/diary.csv"):
        assert files("epsom").joinpath(name).is_file()


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_dev_tells_an_old_python_that_it_is_too_old(version: tuple[int, int], monkeypatch: pytest.MonkeyPatch):
    """The rule itself, and that no syntax in the file is newer than the Pythons it speaks to."""
    import runpy

    text = (TOP / "dev.py").read_text()
    ast.parse(text, feature_version=(3, 7))
    assert not re.search(r"\bf[\"']|:=|print |nonlocal|async ", text)
    dev = runpy.run_path(str(TOP / "dev.py"), run_name="dev")
    said: list[str] = []
    dev["main"].__globals__.update(say=said.append, set_up=pytest.fail)
    monkeypatch.setattr(sys, "version_info", (*version, 0))
    assert dev["main"]([]) == 2
    assert "3.11 or newer" in said[0]
