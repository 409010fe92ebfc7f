"""Keeping machine code on disk, under a hash of what it was made from: whole or not at all, and never trusted blindly.

Nothing here can stop an answer: what is damaged is told and built again, and a folder that cannot be written costs
time at every start and a note.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import warnings
from pathlib import Path

HEADER = b"epsom kernels 1\n"


class KernelNote(UserWarning):
    """Something about the kernels that the user may want to know: what was kept is damaged, or nothing can be kept."""


def folder() -> Path:
    """Return where machine code is kept: ``EPSOM_CACHE``, or the user's own cache folder."""
    told = os.environ.get("EPSOM_CACHE")
    if told:
        return Path(told)
    from platformdirs import user_cache_path

    return user_cache_path("epsom")


def kept(name: str, key: str) -> bytes | None:
    """Return the machine code kept under this key; None where there is none, or where it was damaged."""
    try:
        content = _path(name, key).read_bytes()
    except OSError:
        return None
    checksum, _, code = content[len(HEADER) :].partition(b"\n")
    if content.startswith(HEADER) and checksum == hashlib.sha256(code).hexdigest().encode():
        return code
    warnings.warn(f"The kept {name} kernels were damaged; they are built again.", KernelNote, stacklevel=2)
    return None


def keep(name: str, key: str, code: bytes) -> None:
    """Keep machine code under this key; where that cannot be, say so and go on."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder(), delete=False) as stream:
            stream.write(HEADER + hashlib.sha256(code).hexdigest().encode() + b"\n" + code)
        Path(stream.name).replace(_path(name, key))
    except OSError as error:
        warnings.warn(
            f"The {name} kernels cannot be kept in {folder()} ({error.strerror}), so every start builds them again."
            " Set EPSOM_CACHE to a folder that can be written.",
            KernelNote,
            stacklevel=2,
        )


def _path(name: str, key: str) -> Path:
    return folder() / f"{name}-{key[:32]}.o"
