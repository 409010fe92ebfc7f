"""How much of the processor's arithmetic is used: operations counted in the kernels' own text, and the measured peak.

Additions, subtractions, multiplications and divisions count one, a fused multiply-add two, in every lane; comparisons,
choices and the moving of bits count nothing. A call counts what it calls, a loop what is inside so many times.
"""

from __future__ import annotations

import ctypes
import re
import time
from collections.abc import Iterable
from statistics import median
from typing import Any

from epsom.simulate import kernel
from epsom.simulate.compiled import processor
from epsom.simulate.model import trace

ONE = re.compile(r"= f(?:add|sub|mul|div)\b")
CALL = re.compile(r"\bcall [^@]*@([\w.]+)\(")
HEAD = re.compile(r"define [^@]*@(\w+)\(")
COUNT = re.compile(r"%(\w+)\.more = icmp slt i64 %\w+\.n, (\S+)")
CHAINS = (8, 12, 16, 20, 24)
TURNS = 1_000_000


def attempt(servings: int) -> int:
    """Return the operations of one attempted step of one person on a day of so many servings."""
    bodies: dict[str, list[str]] = {}
    name = ""
    for line in kernel.text(trace(), processor().lanes).splitlines():
        if found := HEAD.match(line):
            name = found[1]
            bodies[name] = []
        elif name:
            bodies[name].append(line)
    return counted("epsom_attempt", bodies, servings)


def counted(name: str, bodies: dict[str, list[str]], servings: int) -> int:
    """Return the operations of a kernel in one lane; what is declared outside does none but ``fma``."""
    if name.startswith("llvm.fma"):
        return 2
    times, found, counts = 1, 0, dict[str, int]()  # the kernels nest no loops in one another
    for line in bodies.get(name, ()):
        label = line.strip()
        if more := COUNT.search(line):
            counts[more[1]] = servings if more[2] == "%servings" else int(more[2])
        elif label.endswith(".body:"):
            times = counts[label[:-6]]
        elif label.endswith(".after:"):
            times = 1
        elif ONE.search(line):
            found += times
        elif call := CALL.search(line):
            found += times * counted(call[1], bodies, servings)
    return found


def micro(lanes: int, chains: int) -> str:
    """Return a loop of fused multiply-adds that do not wait for each other, as LLVM's intermediate language."""
    v = f"<{lanes} x double>"
    fma = f"@llvm.fma.v{lanes}f64"
    names = range(chains)
    start = [f"  %x{k} = phi {v} [ splat (double 1.0), %entry ], [ %y{k}, %loop ]" for k in names]
    work = [f"  %y{k} = call {v} {fma}({v} %x{k}, {v} %a, {v} %b)" for k in names]
    total = ["  %t0 = fadd " + v + " %y0, zeroinitializer"]
    total += [f"  %t{k} = fadd {v} %t{k - 1}, %y{k}" for k in range(1, chains)]
    return "\n".join((
        f"declare {v} {fma}({v}, {v}, {v})",
        "define void @peak(ptr %out, i64 %turns) {",
        "entry:",
        f"  %a = load {v}, ptr %out, align 8",
        f"  %second = getelementptr {v}, ptr %out, i64 1",
        f"  %b = load {v}, ptr %second, align 8",
        "  br label %loop",
        "loop:",
        "  %n = phi i64 [ 0, %entry ], [ %next, %loop ]",
        *start,
        *work,
        "  %next = add i64 %n, 1",
        "  %more = icmp slt i64 %next, %turns",
        "  br i1 %more, label %loop, label %end",
        "end:",
        *total,
        f"  store {v} %t{chains - 1}, ptr %out, align 8",
        "  ret void",
        "}",
    ))  # fmt: skip


class Peak:
    """The fastest arithmetic this processor does on one core: measured, because its clock is nobody's promise."""

    def __init__(self) -> None:
        self.works = [(lanes * chains, *self._built(lanes, chains)) for lanes, chains in self._kinds()]
        self.found: list[float] = []

    def _kinds(self) -> Iterable[tuple[int, int]]:
        widths = sorted({processor().lanes, max(2, processor().lanes // 2)})
        return [(lanes, chains) for lanes in widths for chains in CHAINS]

    def _built(self, lanes: int, chains: int) -> tuple[Any, Any]:
        import llvmlite.binding as llvm

        cpu, target = processor(), llvm.Target.from_default_triple()
        machine = target.create_target_machine(cpu=cpu.name, features=cpu.features, opt=3, jit=True)
        module = llvm.parse_assembly(micro(lanes, chains))
        passes = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=3))
        passes.getModulePassManager().run(module, passes)
        engine = llvm.create_mcjit_compiler(module, machine)
        engine.finalize_object()
        return engine, ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)(engine.get_function_address("peak"))

    def measure(self) -> None:
        """Measure once more; a round takes a tenth of a second or so."""
        best = 0.0
        for lanes, _, work in self.works:
            memory = (ctypes.c_double * 64)(*([0.5] * 64))
            began = time.process_time()
            work(ctypes.addressof(memory), TURNS)
            best = max(best, 2.0 * lanes * TURNS / (time.process_time() - began) / 1e9)
        self.found.append(best)

    @property
    def gflops(self) -> float:
        """The middle of what was measured."""
        return median(self.found)
