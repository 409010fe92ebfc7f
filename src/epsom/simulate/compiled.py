"""Compiled kernels: built once for a model and a processor, kept on disk, loaded in no time.

Two pieces of machine code are kept: the model's kernels, and the drivers of the lanes, which know no model and need
numba only on the day they are built. So an edit of an organ costs a fraction of a second, and a later start nothing.
"""

from __future__ import annotations

import ctypes
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from epsom.simulate import keeping
from epsom.simulate.model import Model

DRIVERS = ("live", "settle")


class NoKernels(Exception):  # noqa: N818 - nothing is wrong: there is another way
    """This machine or this installation cannot run compiled kernels; the message says why."""


@dataclass(frozen=True)
class Processor:
    """What the kernels are built for: ``lanes`` persons side by side in one vector."""

    name: str
    features: str
    lanes: int


@cache
def processor() -> Processor:
    """Return this machine's processor; NoKernels where the compiler is not installed or knows no vectors for it."""
    llvm = _llvm()
    found = llvm.get_host_cpu_features()
    kind = llvm.get_process_triple().partition("-")[0]
    if kind == "x86_64":
        lanes = 8 if found.get("avx512f") else 4 if found.get("avx2") else 2
    elif kind in ("aarch64", "arm64"):
        lanes = 4
    else:
        raise NoKernels(f"no kernels are written for a processor of the kind {kind!r}")
    return Processor(llvm.get_host_cpu_name(), found.flatten(), lanes)


@cache
def _llvm() -> Any:
    try:
        import llvmlite.binding as llvm
    except ImportError:
        raise NoKernels("the compiler is not installed; it comes with epsom[fast]") from None
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm


def _key(*parts: str) -> str:
    cpu = processor()
    told = (*parts, cpu.name, cpu.features, str(cpu.lanes), version("llvmlite"))
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def _source(*rooms: str) -> str:
    """Return the text of rooms beside this one: what writes the code is part of what it was made from."""
    return "\0".join(Path(__file__).with_name(room).read_text("utf-8") for room in rooms)


def _machine_code(text: str, *, polished: bool = False) -> bytes:
    """Return machine code for this processor; ``polished`` text has been through the compiler's passes already."""
    llvm, cpu = _llvm(), processor()
    module = llvm.parse_assembly(text)
    module.verify()
    target = llvm.Target.from_default_triple()
    machine = target.create_target_machine(cpu=cpu.name, features=cpu.features, opt=3, jit=True)
    if not polished:
        passes = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=3))
        passes.getModulePassManager().run(module, passes)
    return machine.emit_object(module)


def kernels(model: Model, *, build: bool) -> bytes | None:
    """Return the model's machine code, kept or built; None where it would have to be built and may not."""
    key = _key(model.hash, _source("kernel.py", "writing.py", "elementary.py", "method.py"))
    code = keeping.kept("model", key)
    if code is None and build:
        from epsom.simulate import kernel

        code = _machine_code(kernel.text(model, processor().lanes))
        keeping.keep("model", key, code)
    return code


def drivers(*, build: bool) -> dict[str, tuple[str, bytes]] | None:
    """Return each driver: the name of its function, and its machine code; None as for ``kernels``."""
    key = _key(_source("driver.py", "seats.py", "settling.py", "method.py"))
    found = {name: keeping.kept(name, key) for name in DRIVERS}
    if None in found.values() and build:
        try:
            from epsom.simulate import driver, settling
        except ImportError:
            raise NoKernels("the compiler of the drivers is not installed; it comes with epsom[fast]") from None
        for name, text, symbol in (
            ("live", *driver.language(driver.live, driver.LIVE)),
            ("settle", *driver.language(settling.settle, settling.SETTLE)),
        ):
            code = symbol.encode() + b"\n" + _machine_code(text, polished=True)
            keeping.keep(name, key, code)
            found[name] = code
    pieces = {name: code.partition(b"\n") for name, code in found.items() if code is not None}
    return {name: (head.decode(), code) for name, (head, _, code) in pieces.items()} if len(pieces) == 2 else None


class Compiled:
    """A model's kernels linked to the drivers: functions that may be called from any thread, on addresses."""

    def __init__(self, model: Model, code: bytes, driven: dict[str, tuple[str, bytes]]) -> None:
        llvm = _llvm()
        self.model, self.lanes = model, processor().lanes
        target = llvm.Target.from_default_triple()
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target.create_target_machine(jit=True))
        never_called = ctypes.cast(ctypes.pythonapi.Py_IsInitialized, ctypes.c_void_p).value
        llvm.add_symbol("NRT_MemInfo_call_dtor", never_called)  # numba names it; nothing of ours owns memory
        for piece in (code, *(code for _, code in driven.values())):
            self._engine.add_object_file(llvm.ObjectFileRef.from_data(piece))
        self._engine.finalize_object()
        self._address = {name: self._engine.get_function_address(symbol) for name, (symbol, _) in driven.items()}

    def call(self, name: str, addresses: list[int]) -> None:
        """Run a driver; other threads of Python go on meanwhile."""
        function = ctypes.CFUNCTYPE(ctypes.c_int32, *[ctypes.c_void_p] * (len(addresses) + 2))(self._address[name])
        result, trouble = ctypes.c_int64(), ctypes.c_void_p()
        if code := function(ctypes.addressof(result), ctypes.addressof(trouble), *addresses):
            raise RuntimeError(f"the driver {name!r} ended with {code}")


_ready: dict[str, Compiled] = {}


def compiled(model: Model, *, build: bool = True) -> Compiled | None:
    """Return the compiled model; None where something would have to be built first and may not. Raises NoKernels."""
    if model.hash not in _ready:
        code, driven = kernels(model, build=build), drivers(build=build)
        if code is None or driven is None:
            return None
        _ready[model.hash] = Compiled(model, code, driven)
    return _ready[model.hash]
