"""Opening an official zip safely: nothing is unpacked to disk, and what looks like a trap is refused."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from epsom.errors import InputError
from epsom.tables import check_source, sheet

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LIMITS = "interfaces/tables/limits.csv"


@cache
def limits() -> dict[str, int]:
    """Return the limits by name; TableError for one without a source."""
    for line, row in enumerate(sheet(LIMITS), start=2):
        check_source(dict(row), f"{LIMITS}:{line}")
    return {row["name"]: int(row["value"]) for row in sheet(LIMITS)}


class Archive:
    """The files of one zip by their plain names, in lower case; folders inside the zip do not count."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
            raise InputError(f"{path} is no whole zip file ({error}). Download it again.") from None
        try:
            self._members = self._checked()
        except InputError:
            self._zip.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        members: dict[str, zipfile.ZipInfo] = {}
        total = 0
        for info in self._zip.infolist():
            self._safe(info)
            total += info.file_size
            if total > limits()["unpacked_most"]:
                raise self._refused(
                    f"holds more than {limits()['unpacked_most'] / 1e9:g} GB, which no table of foods does"
                )
            name = PurePosixPath(info.filename).name.casefold()
            if info.is_dir() or name.startswith(".") or "__macosx" in info.filename.casefold():
                continue
            if name in members:
                raise self._refused(f"holds two files called {name}")
            members[name] = info
        return members

    def _safe(self, info: zipfile.ZipInfo) -> None:
        name = info.filename.replace("\\", "/")
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":"):
            raise self._refused(f"holds the path {info.filename!r}, which leads out of it")
        if info.flag_bits & 1:
            raise self._refused(f"holds {info.filename!r} under a password")
        packed = max(info.compress_size, 1)
        if info.file_size > limits()["ratio_from"] and info.file_size / packed > limits()["ratio_most"]:
            raise self._refused(f"packs {info.filename!r} {info.file_size // packed} times, as bombs do")

    def _refused(self, why: str) -> InputError:
        return InputError(f"{self.path} {why}. Take the official file, as it was downloaded.")

    @contextmanager
    def open(self, name: str) -> Generator[io.BufferedReader]:
        """Open a file of the zip as bytes; InputError for one that is missing, damaged or not as long as it says."""
        info = self._members.get(name.casefold())
        if info is None:
            raise self._refused(f"holds no {name}")
        try:
            with self._zip.open(info) as stream:
                yield io.BufferedReader(_Counted(stream, info.file_size, self._refused))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise self._refused(f"is damaged in {name} ({error})") from None


class _Counted(io.RawIOBase):
    """Bytes of a member, counted: one that is longer or shorter than the zip says is refused while it is read."""

    def __init__(self, stream: IO[bytes], size: int, refused: Callable[[str], InputError]) -> None:
        self._stream, self._left, self._refuse = stream, size, refused

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        block = self._stream.read(len(view))
        self._left -= len(block)
        if self._left < 0 or (not block and self._left):
            raise self._refuse("holds a file of another length than it says")
        view[: len(block)] = block
        return len(block)
