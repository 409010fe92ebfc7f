#!/usr/bin/env python3
"""The one command of this repository, for people and for machines.

    python3 dev.py              set up once, then run the demo person and write report.html
    python3 dev.py test         every check there is; further words go to pytest
    python3 dev.py bench        time Epsom and write benchmarks/results.json; with the word simulation, also its peers
    python3 dev.py ANYTHING     the same as: epsom ANYTHING

Standard library only. It runs on old Pythons just far enough to say that they are too old.
"""

# ruff: noqa: PTH100, PTH110, PTH118, PTH120, PTH123, UP031, RUF005
import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(BIN, "python.exe" if os.name == "nt" else "python")
STAMP = os.path.join(VENV, "epsom-stamp")
LOCK = os.path.join(ROOT, "requirements.lock")
NEEDED = (3, 11)
CHECKS = (
    ("ruff check", ["-m", "ruff", "check", "."]),
    ("ruff format", ["-m", "ruff", "format", "--check", "."]),
    ("basedpyright", ["-m", "basedpyright"]),
    ("import order", ["-c", "from importlinter.cli import lint_imports_command as run; run()"]),
    ("pytest", ["-m", "pytest"]),
)


def say(text):
    """Say something on stderr, at once."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def key():
    """Name the environment that this checkout wants: its packages, its own description, this Python."""
    found = hashlib.sha256(sys.version.encode() + ROOT.encode())
    for name in (LOCK, os.path.join(ROOT, "pyproject.toml")):
        with open(name, "rb") as stream:
            found.update(stream.read())
    return found.hexdigest()


def ready(wanted):
    """Tell whether the environment is there, whole, and the one that is wanted."""
    if not (os.path.exists(STAMP) and os.path.exists(PYTHON)):
        return False
    with open(STAMP) as stream:
        return stream.read() == wanted


def run(command):
    """Run one step of the set-up, or stop."""
    done = subprocess.call(command, cwd=ROOT)
    if done:
        say("The set-up stopped at: %s\nMend what is said above, then run it again." % " ".join(command[:6]))
        sys.exit(done)


def set_up(wanted):
    """Make .venv afresh with the packages of requirements.lock and Epsom itself; the stamp comes last."""
    say("Setting up .venv, once (about half a minute) ...")
    uv = shutil.which("uv")
    if uv:
        shutil.rmtree(VENV, ignore_errors=True)
        run([uv, "venv", "--quiet", "--python", sys.executable, VENV])
        install = [uv, "pip", "install", "--quiet", "--python", PYTHON]
        packages = install + ["--compile-bytecode"]
    else:
        try:
            import ensurepip  # noqa: F401
            import venv  # noqa: F401
        except ImportError:
            say("This Python cannot make environments: ensurepip is missing. On Debian or Ubuntu run:")
            say("    apt-get install python3-venv")
            sys.exit(2)
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", VENV])
        packages = install = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(packages + ["--require-hashes", "-r", LOCK])
    run(install + ["--no-deps", "--no-build-isolation", "-e", ROOT])
    with open(STAMP, "w") as stream:
        stream.write(wanted)


def compile_source():
    """Keep compiled bytecode beside the source where Python itself is told not to, so that every start is quick."""
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        subprocess.call([PYTHON, "-m", "compileall", "-q", os.path.join(ROOT, "src")], cwd=ROOT)


def test(words):
    """Run all checks, however many fail, and end with one line that says how it went."""
    failed = []
    for name, command in CHECKS:
        say("--- " + name)
        if subprocess.call([PYTHON] + command + (words if name == "pytest" else []), cwd=ROOT):
            failed.append(name)
    total = len(CHECKS)
    say("FAILED: " + ", ".join(failed) if failed else "All %d checks passed." % total)
    return 1 if failed else 0


def main(words):
    """Set up where needed, then do what was asked; return the exit code."""
    if sys.version_info[:2] < NEEDED:
        found = sys.version.split()[0]
        say("Epsom needs Python %d.%d or newer; this is %s." % (NEEDED + (found,)))
        say("Install a newer one, then name it: python%d.%d dev.py" % NEEDED)
        return 2
    wanted = key()
    if not ready(wanted):
        set_up(wanted)
    compile_source()
    if words[:1] == ["test"]:
        return test(words[1:])
    if words[:1] == ["bench"]:
        return subprocess.call([PYTHON, os.path.join("benchmarks", "bench.py")] + words[1:], cwd=ROOT)
    return subprocess.call([PYTHON, "-m", "epsom"] + (words or ["demo"]))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
