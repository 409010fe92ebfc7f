"""The pages: every example in them runs and prints what it says, and whatever they name is there.

``python tests/test_docs.py`` prints the examples and the picture anew, after a change of the answers that was meant.
"""

from __future__ import annotations

import io
import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from ruamel.yaml import YAML

import epsom

TOP = Path(__file__).parents[1]
PAGES = (
    "README.md", "docs/what-this-is.md", "docs/one-person.md", "docs/how-to-add.md", "docs/what-we-do-not-know.md",
    "docs/simulation.md", "docs/what-people-eat.md", "docs/what-follows.md", "docs/timetable.md",
    "docs/what-to-do.md", "docs/laboratory.md",
)  # fmt: skip
RECIPES = "CONTRIBUTING.md"
DECISIONS = sorted(path.relative_to(TOP).as_posix() for path in (TOP / "decisions").glob("*.md"))
CHANGES = sorted((TOP / "changes").glob("*.md"))
MEND = "Was it meant? Then print the pages anew: .venv/bin/python tests/test_docs.py"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n", flags=re.S | re.M)
PLACE = re.compile(r"^(Append to|Write) `([^`]+)`:$")
os.environ["EPSOM_FOODS"] = str(TOP / "build" / "nothing-imported.sqlite")  # not the tables of whoever runs this
COMPOSITION = TOP.parent / "shared" / "data" / "composition"

README = " ".join((TOP / "README.md").read_text("utf-8").split())

Step = tuple[str, str]
"""One thing to run: ``epsom`` or ``cat`` with its words, or ``python`` with its lines."""


def blocks(text: str) -> list[re.Match[str]]:
    return list(BLOCK.finditer(text))


def steps(text: str) -> list[Step]:
    """Return what a page runs, in its order; other commands are for the reader alone."""
    found: list[Step] = []
    for block in blocks(text):
        if block[1] == "console":
            found += [(line[2:].partition(" ")[0], line[2:].partition(" ")[2]) for line in asked(block[2])]
        elif block[1] == "python":
            found.append(("python", block[2]))
    return found


def asked(console: str) -> list[str]:
    return [line for line in console.splitlines() if line.startswith(("$ epsom ", "$ cat "))]


def performed(todo: Sequence[Step]) -> list[str]:
    """Run the steps where we are, one namespace for all Python; return what each printed, the result id left open."""
    from epsom.interfaces.cli import run

    names: dict[str, Any] = {}
    printed: list[str] = []
    for kind, what in todo:
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            if kind == "epsom":
                code = run(shlex.split(what))
                assert code in (0, 1), f"epsom {what}: exit code {code}: {said.getvalue()}"  # 1: a finding
            elif kind == "cat":
                print(Path(what).read_text("utf-8"), end="")
            else:
                exec(compile(what, "<page>", "exec"), names)
        printed.append(re.sub(r"\bresult [0-9a-f]{12}\b", "result …", said.getvalue()))
    return printed


def renewed(text: str, printed: Sequence[str]) -> str:
    """Return the page with what its steps printed: after each command, and in the text block after each program."""
    answers = iter(printed)
    parts: list[str] = []
    end, spoken = 0, None
    for block in blocks(text):
        between = text[end : block.start()]
        parts.append(between)
        end = block.end()
        inside = block[2]
        if block[1] == "console":
            lines = [line for line in inside.splitlines() if line.startswith("$ ")]
            runs = set(asked(inside))
            inside = "".join(f"{line}\n{next(answers) if line in runs else ''}" for line in lines)
        elif block[1] == "python":
            spoken = next(answers)
            if spoken:
                assert re.match(r"\s*```text\n", text[end:]), f"this program prints, so a text block follows: {inside}"
        elif block[1] == "text":
            assert spoken is not None, "a text block stands after the program that prints it"
            assert not between.strip(), "a text block stands after the program that prints it"
            inside = spoken
        spoken = spoken if block[1] == "python" else None
        parts.append(f"```{block[1]}\n{inside}```\n")
    return "".join([*parts, text[end:]])


@contextmanager
def one_assessment() -> Iterator[None]:
    """Share assessments: the same person with the same seed is assessed once."""
    kept: dict[object, Any] = {}
    real: Callable[..., Any] = epsom.assess

    def assess(person: Any, *, persons: int | None = None, seed: int = 1, say: Any = lambda stage: None) -> Any:
        key = (person.model_dump_json(), persons, seed)
        if key not in kept:
            kept[key] = real(person, persons=persons, seed=seed, say=say)
        return kept[key]

    with patch.object(epsom, "assess", assess):
        yield


def page_anew(page: str, folder: Path) -> str:
    """Run a page in an empty folder and return it as it should be."""
    text = (TOP / page).read_text("utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    with chdir(folder):
        return renewed(text, performed(steps(text)))


def recipes_anew(folder: Path) -> str:
    """Follow CONTRIBUTING in a copy of the house, word for word, and return it as it should be."""
    text = (TOP / RECIPES).read_text("utf-8")
    shutil.copytree(TOP / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(TOP / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for block in blocks(text):
        if block[1] in ("console", "python", "text"):
            continue
        place = PLACE.match(text[: block.start()].rstrip().splitlines()[-1])
        assert place, f"say above this block where it goes: {block[2]}"
        where = folder / place[2]
        old = where.read_text("utf-8") if place[1] == "Append to" else ""
        assert old or place[1] == "Write", f"{place[2]} is not there"
        where.write_text(old + block[2], "utf-8")
    code = (
        "import sys, json, runpy; sys.path.insert(0, 'src')\n"
        "import epsom; assert epsom.__file__.startswith(sys.argv[2]), epsom.__file__\n"
        "page = runpy.run_path(sys.argv[1], run_name='page')\n"
        "print(json.dumps(page['performed'](json.load(sys.stdin))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, __file__, str(folder)], cwd=folder, input=json.dumps(steps(text)),
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return renewed(text, json.loads(done.stdout))


def picture() -> str:
    drawing = runpy.run_path(str(TOP / "scripts" / "draw_readme_picture.py"), run_name="drawing")
    return drawing["picture"](drawing["assessed"]())


@pytest.fixture(scope="module", autouse=True)
def shared() -> Iterator[None]:
    with one_assessment():
        yield


@pytest.mark.parametrize("page", PAGES)
def test_a_page_prints_what_it_says(page: str, tmp_path: Path):
    assert page_anew(page, tmp_path) == (TOP / page).read_text("utf-8"), MEND


def test_the_recipes_work_word_for_word(tmp_path: Path):
    folder = tmp_path.resolve()
    assert recipes_anew(folder) == (TOP / RECIPES).read_text("utf-8"), MEND
    if COMPOSITION.is_dir():  # the hand-written rows of the new food are those that the national tables give
        command = [sys.executable, "scripts/compile_foods.py", "--composition", str(COMPOSITION), "--check"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_the_picture_is_current():
    assert picture() == (TOP / "docs" / "body.svg").read_text("utf-8"), MEND


def test_the_picture_stands_alone_and_asks_for_nothing():
    drawn = (TOP / "docs" / "body.svg").read_text("utf-8")
    assert "var(" not in drawn
    assert "inherit" not in drawn
    assert not re.search(r"<script|@import|(?:href|src)=", drawn)
    styled = set(re.findall(r"\.([a-z][\w-]*)", drawn.partition("</style>")[0]))
    assert {"ribbon", "organ", "value", "range"} <= styled


@pytest.mark.parametrize("page", [*PAGES, RECIPES, *DECISIONS])
def test_whatever_a_page_links_to_is_there(page: str):
    text = (TOP / page).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert "://" not in target
        assert ((TOP / page).parent / target).exists(), target


@pytest.mark.parametrize("page", [*PAGES, RECIPES, *DECISIONS])
def test_whatever_a_page_names_is_there(page: str):
    text = (TOP / page).read_text("utf-8")
    new = {place[2] for line in text.splitlines() if (place := PLACE.match(line))}
    named = re.findall(
        r"(?<![\w/.])((?:src|tests|docs|scripts|examples|benchmarks|decisions|changes)/[\w./-]*\w/?)", text
    )
    for path in set(named) - new:
        assert (TOP / path).exists(), path
    for path in re.findall(r"`((?:body|cohort|simulate|status|outcomes|plan|plate|needs|labs|person|assessment|studies|"
                           r"interfaces)/[\w./-]+)`", text):  # fmt: skip
        assert (TOP / "src" / "epsom" / path).exists(), path


@pytest.mark.parametrize("page", [*PAGES, RECIPES, *DECISIONS])
def test_the_commands_a_page_names_are_commands(page: str):
    import typer

    from epsom.interfaces.cli import app

    for words in re.findall(r"(?:`|^\$ )epsom ([^`\n]+)", (TOP / page).read_text("utf-8"), flags=re.M):
        command: Any = typer.main.get_command(app)
        for word in shlex.split(words):
            command = getattr(command, "commands", {}).get(word, command)
        options = {"--help", *(name for one in command.params for name in (*one.opts, *one.secondary_opts))}
        told = {word for word in words.split() if word.startswith("--")}
        assert told <= options, words
        assert command.name != "epsom" or told, words


def test_the_pages_say_how_many_studies_are_missed():
    """In words, by the page of studies: more than a third of the first batch is outside, two thirds of the second."""
    page = (TOP / "docs" / "studies.md").read_text("utf-8")
    outside = {}
    for batch in ("first", "second"):
        row = re.search(rf"\| check, {batch} batch \| \d+ \| (\d+) of (\d+) \|", page)
        assert row
        outside[batch] = 1 - int(row[1]) / int(row[2])
    assert 1 / 3 < outside["first"] < 0.45
    assert outside["second"] == pytest.approx(2 / 3, abs=0.1)
    doubts = (TOP / "docs" / "what-we-do-not-know.md").read_text("utf-8")
    assert "more than a third" in README
    assert "more than a third" in doubts
    assert "two thirds" in README


def test_the_page_of_studies_has_every_study():
    from epsom.studies import catalogue

    page = (TOP / "docs" / "studies.md").read_text("utf-8")
    assert all(name in page for name in catalogue.names())


def test_a_renewed_page_is_a_fixed_point():
    text = "# A\n\n```console\n$ epsom --version\nold\n$ python3 dev.py\n```\n"
    text += "\n```python\nprint(1)\n```\n\n```text\n2\n```\n"
    once = renewed(text, ["new\n", "1\n"])
    assert once == text.replace("old", "new").replace("\n2\n", "\n1\n")
    assert renewed(once, ["new\n", "1\n"]) == once


def test_the_citation_is_of_this_version():
    told = YAML(typ="safe").load((TOP / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors", "license"} <= set(told)
    assert told["version"] == epsom.__version__
    assert told["license"] == "Apache-2.0"


def test_the_notice_credits_every_food_table_in_use():
    from epsom.tables import sheet

    notice = (TOP / "NOTICE").read_text("utf-8")
    used = {
        row["source"]
        for table in ("foods", "portions", "antinutrients", "habit")
        for row in sheet(f"plate/{table}.csv")
    }
    kept = {key.split(";")[0] for key in used if key.startswith(("usda", "ciqual", "cnf", "nhanes", "stfcj"))}
    assert kept
    assert {key for key in kept if f'"{key}"' not in notice} == set()


def test_the_picture_of_the_simulation_counts_what_the_model_has():
    script = [sys.executable, str(TOP / "scripts" / "draw_simulation_picture.py"), "--check"]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_tables_of_speed_are_those_that_were_measured(monkeypatch: pytest.MonkeyPatch):
    """Nobody edits them by hand: what stands between the marks is what the results make."""
    monkeypatch.syspath_prepend(str(TOP / "benchmarks"))
    from speed import page  # pyright: ignore[reportMissingImports]

    text = (TOP / "docs" / "speed.md").read_text("utf-8")
    results = json.loads((TOP / "benchmarks" / "results.json").read_text("utf-8"))
    shown = text.partition(page.BEGIN)[2].partition(page.END)[0]
    assert shown.strip() == page.measured(results).strip()


@pytest.mark.parametrize("page", DECISIONS)
def test_a_decision_is_short_and_says_what_would_change_our_mind(page: str):
    text = (TOP / page).read_text("utf-8")
    assert len(text.splitlines()) <= 50
    heads = re.findall(r"^## (.+)$", text, flags=re.M)
    assert heads == ["What we chose", "What else there was", "What would change our mind"]
    assert text.startswith(f"# {int(Path(page).name[:4])}. ")


@pytest.mark.parametrize("path", CHANGES, ids=lambda path: path.name)
def test_a_change_is_one_line(path: Path):
    assert len(path.read_text("utf-8").splitlines()) == 1
    assert re.match(r"\d{4}-[\w-]+\.md$", path.name)


def main() -> None:
    """Print the examples of all pages and the picture anew."""
    with one_assessment(), tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for page in PAGES:
            write(page, page_anew(page, folder / Path(page).stem))
        write(RECIPES, recipes_anew(folder / "copy"))
        write("docs/body.svg", picture())


def write(page: str, text: str) -> None:
    old = (TOP / page).read_text("utf-8") if (TOP / page).exists() else ""
    (TOP / page).write_text(text, "utf-8")
    print(page, "is as it was." if old == text else "is printed anew.")


if __name__ == "__main__":
    main()
