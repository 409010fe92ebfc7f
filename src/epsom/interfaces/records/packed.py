"""The file itself: opened, unpacked where it is packed, and bounded, so that no file can fill the memory."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from epsom.errors import InputError
from epsom.interfaces.records.vocabulary import limit, megabytes

HEALTH = (b"<!DOCTYPE HealthData", b"<HealthData")
_CHUNK = 1 << 16
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Content:
    """One text inside a file: where it is, what it is called, and how it begins (64 kB at most)."""

    path: Path
    member: str
    head: bytes

    @property
    def name(self) -> str:
        """Return what a person calls it: the file, and the file inside it."""
        told = f"{self.path.name} ({self.member})" if self.member else self.path.name
        return "".join(letter if letter.isprintable() else "?" for letter in told)

    @property
    def is_health_export(self) -> bool:
        """Tell an export of Apple Health from a table."""
        return any(mark in self.head for mark in HEALTH)

    @contextmanager
    def opened(self) -> Generator[IO[bytes]]:
        """Open it for reading; InputError where it is damaged."""
        with _damage_told(self.path):
            if not self.member:
                with self.path.open("rb") as stream:
                    yield stream
                return
            with zipfile.ZipFile(self.path) as packed, packed.open(self.member) as stream:
                yield stream

    def chunks(self) -> Iterator[bytes]:
        """Yield it piece by piece; InputError beyond the largest export."""
        seen, most = 0, megabytes("largest_export")
        with self.opened() as stream:
            while piece := stream.read(_CHUNK):
                seen += len(piece)
                if seen > most:
                    raise InputError(_too_large(self.name, "largest_export"))
                yield piece

    def text(self) -> str:
        """Return the whole text; InputError for one that is too large, or is no UTF-8."""
        most = megabytes("largest_sheet")
        with self.opened() as stream:
            raw = stream.read(most + 1)
        if len(raw) > most:
            raise InputError(_too_large(self.name, "largest_sheet"))
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw[:_CHUNK]:
            raise InputError(f"{self.name} is no UTF-8 text. Save it as CSV UTF-8.")
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            raise InputError(f"{self.name}, line {line}: this is no UTF-8 text. Save it as CSV UTF-8.") from None


def contents(path: Path) -> list[Content]:
    """Return what a file holds: itself, or the files inside it if it is a zip; InputError where it cannot be read.

    A zip that would grow beyond all measure is refused before anything of it is unpacked.
    """
    with _damage_told(path):
        with path.open("rb") as stream:
            head = stream.read(_CHUNK)
        if not head.strip():
            raise InputError(f"{path.name} is empty. Export it again.")
        if head[:2] != b"PK":
            return [Content(path, "", head)]
        with zipfile.ZipFile(path) as packed:
            inside = [one for one in packed.infolist() if not one.is_dir()]
            if len(inside) > limit("most_members"):
                raise InputError(f"{path.name} holds {len(inside)} files. Is it an export of a food record?")
            _bounded(path, inside)
            found: list[Content] = []
            for one in inside:
                with packed.open(one) as stream:
                    found.append(Content(path, one.filename, stream.read(_CHUNK)))
            return found


def _bounded(path: Path, inside: list[zipfile.ZipInfo]) -> None:
    whole = sum(one.file_size for one in inside)
    if whole > megabytes("largest_export"):
        raise InputError(_too_large(path.name, "largest_export"))
    for one in inside:
        grown = one.file_size / max(one.compress_size, 1)
        if one.file_size > megabytes("packed_freely") and grown > limit("largest_ratio"):
            raise InputError(
                f"{path.name}: {one.filename} would grow {grown:.0f} times when unpacked; an export grows up to "
                f"{limit('largest_ratio'):.0f} times. It is not unpacked. Export it again from the program itself."
            )


def _too_large(name: str, which: str) -> str:
    return f"{name} is larger than {limit(which):.0f} MB. Is it a food record? Export fewer days."


@contextmanager
def _damage_told(path: Path) -> Generator[None]:
    """Turn what goes wrong with a file into an InputError that says so."""
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{path} is no file. Check the name.") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder. Name the file inside it.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}. Check its name and rights.") from None
    except _DAMAGED as error:
        raise InputError(f"{path.name} is a damaged or locked zip ({error}). Export it again.") from None
