"""Letting a cohort live through a protocol, and writing what became of it: ``epsom simulate PROTOCOL.yaml``."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from epsom.errors import InputError, InputErrors
from epsom.interfaces import terminal

if TYPE_CHECKING:
    import typer

    from epsom.interfaces.document import Document
    from epsom.studies.arms import ArmRead
    from epsom.studies.experiment import Experiment

PLACE = "the protocol"
KEYS = ("people", "before", "phase", "arm")
"""What a protocol has and a person file has not."""
OF_PROTOCOLS = ("out", "persons", "seed", "every", "parquet", "only_person")
"""The options that go with a protocol; the others stand in it."""
OK, FINDING = 0, 1


@dataclass(frozen=True)
class Protocol:
    """A protocol file as it was read: its name, its text, its keys and values, and the document that knows places."""

    name: str
    text: str
    data: Mapping[str, Any]
    document: Document | None

    def located(self, error: InputError) -> InputError:
        """Return what is wrong with it, with the file's name and, where that is known, line and column."""
        if self.document is not None:
            return self.document.located(error)
        several = error.errors if isinstance(error, InputErrors) else (error,)
        where = [".".join(map(str, one.at)) for one in several]
        named = [f"{self.name}: {f'{at}: ' if at else ''}{one.message}" for at, one in zip(where, several, strict=True)]
        return InputErrors([InputError(message) for message in named])


@dataclass(frozen=True)
class Wish:
    """What the command line asks for beside the protocol; None where it leaves it to the file."""

    out: str = ""
    persons: int | None = None
    seed: int | None = None
    every: float | None = None
    parquet: bool = True
    only: int | None = None


def wished(ctx: typer.Context, protocol: Protocol) -> Wish:
    """Return what was told on the command line; InputError for what stands in a protocol itself."""
    params: dict[str, Any] = ctx.params
    told = {name for name in params if getattr(ctx.get_parameter_source(name), "name", "") == "COMMANDLINE"}
    if extra := sorted(told - {"person", *OF_PROTOCOLS}):
        raise InputError(
            f"--{extra[0]} is for person files; {protocol.name} is a protocol and says such things itself."
        )
    persons, seed = (params[name] if name in told else None for name in ("persons", "seed"))
    parquet = params["parquet"] is not False
    return Wish(params["out"], persons, seed, params["every"], parquet, params["only_person"])


def protocol_in(paths: Sequence[str]) -> Protocol | None:
    """Return the protocol that is asked for, None where the files are persons; InputError for a mixture."""
    found = [_read(Path(path)) for path in paths]
    protocols = [one for one in found if one is not None]
    if protocols and len(paths) > 1:
        raise InputError(f"{protocols[0].name} is a protocol. Name it alone: the people stand in it.")
    return protocols[0] if protocols else None


def _read(path: Path) -> Protocol | None:
    from epsom.interfaces.document import read_yaml, shown, text_of

    if path.suffix.lower() == ".toml":
        text = text_of(path)
        try:
            return Protocol(shown(path), text, tomllib.loads(text), None)
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"{shown(path)}: this is no valid TOML: {error}.") from None
    document = read_yaml(path, mend="Write a first one with: epsom init DIR")
    if not any(key in document.data for key in KEYS):
        return None
    return Protocol(document.file, document.text, document.data, document)


def simulate(protocol: Protocol, wish: Wish) -> int:
    """Let the cohort live through the protocol, write all files and print the summary; 1 if somebody was lost."""
    from epsom.interfaces.experiment import files, wording
    from epsom.studies import arms

    experiment = _asked(protocol, wish)
    folder = _folder(wish.out)
    if wish.parquet:
        files.need_parquet()
    try:
        with terminal.waiting("Living through the protocol") as say:
            found = arms.run(experiment, only=wish.only, say=lambda arm: say(f"Living through {arm or 'the protocol'}"))
    except InputError as fault:
        raise protocol.located(fault) from None
    written = _write(found, experiment, protocol, folder, wish)
    several = len(found) > 1
    rows = [
        (*((one.arm,) if several else ()), f"{one.quantity} [{one.unit}]", one.moment, f"{one.day:.4g}",
         *(f"{value:.4g}" for value in (one.low, one.median, one.high)))
        for one in wording.lines(found)
    ]  # fmt: skip
    head = wording.HEAD if several else wording.HEAD[1:]
    if rows:
        terminal.result(terminal.table(head, rows, right=range(len(head) - 4, len(head))))
    for sentence in (*wording.cautions(found), *(said for arm in found for said in wording.ends(arm, several))):
        terminal.talk(sentence)
    for what, where in written.items():
        terminal.talk(f"{what}: {where}")
    return _told_of_lost(found, experiment, protocol.name)


def _asked(protocol: Protocol, wish: Wish) -> Experiment:
    from epsom.studies.experiment import check, experiment_of

    try:
        told = experiment_of(protocol.data, PLACE)
        options = {"persons": wish.persons, "seed": wish.seed, "every": wish.every}
        asked = replace(told, **{name: value for name, value in options.items() if value is not None})
        check(asked, PLACE)
    except InputError as fault:
        raise protocol.located(fault) from None
    return asked


def _folder(out: str) -> Path:
    folder = Path(out or ".")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be used: {error.strerror}. Name another folder.") from None
    if not os.access(folder, os.W_OK):
        raise InputError(f"{folder} cannot be written to. Name another folder.")
    return folder


def _write(
    found: Sequence[ArmRead], experiment: Experiment, protocol: Protocol, folder: Path, wish: Wish
) -> dict[str, Path]:
    from epsom.interfaces.experiment import files, page
    from epsom.interfaces.files import write_whole

    stem = Path(protocol.name).stem + ("" if wish.only is None else f".person-{wish.only}")
    file = Path(protocol.name).name
    written: dict[str, Path] = {}
    if wish.parquet:
        content = files.parquet(found, experiment, protocol.text)
        written["All persons"] = write_whole(folder / f"{stem}.parquet", content)
    written["Summary"] = write_whole(folder / f"{stem}.csv", files.summary(found))
    shown = page.render(found, experiment, file=file, told=protocol.text)
    written["Figures"] = write_whole(folder / f"{stem}.html", shown)
    lost = folder / f"{stem}.failed.json"
    if any(not arm.counts.all() for arm in found):
        written["Who was lost"] = write_whole(lost, files.lost(found, experiment, protocol.name))
    else:
        lost.unlink(missing_ok=True)  # of an earlier run, whose other files are replaced as well
    return written


def _told_of_lost(found: Sequence[ArmRead], experiment: Experiment, name: str) -> int:
    from epsom.interfaces.experiment import files

    listed = [one for arm in found for one in arm.lost]
    if not listed:
        return OK
    first = min(listed, key=lambda one: one.until)
    terminal.talk(f"To let one of them live again: {files.again(name, experiment, first.person)}")
    return FINDING
