"""Writing kernels: nodes of the graph become lines of vector code that load, compute, store and loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from epsom.simulate.elementary import Lines, splat
from epsom.simulate.model import Model

BINARY = {"add": "fadd", "sub": "fsub", "mul": "fmul", "scaled": "fmul", "div": "fdiv"}


class Kernel(Lines):
    """One kernel being written: vector code that also loads, stores and loops."""

    def __init__(self, lanes: int) -> None:
        super().__init__(lanes)
        self.align = 8 * lanes

    def at(self, base: str, index: int | str) -> str:
        """Write the address of a block's quantity; ``index`` is a number or the name of one."""
        return self.put(f"getelementptr {self.v}, ptr {base}, i64 {index}")

    def load(self, base: str, index: int | str) -> str:
        """Write a load of one quantity in all lanes."""
        return self.put(f"load {self.v}, ptr {self.at(base, index)}, align {self.align}")

    def store(self, value: str, base: str, index: int | str) -> None:
        """Write a store of one quantity in all lanes."""
        self.do(f"store {self.v} {value}, ptr {self.at(base, index)}, align {self.align}")

    def loop(self, label: str, count: int | str, body: Callable[[str], None]) -> None:
        """Write a loop; ``body`` is given the name of the counter. A loop may run zero times."""
        before, head, inside, after = (f"{label}.{part}" for part in ("before", "head", "body", "after"))
        self.do(f"br label %{before}")
        self.text.append(f"{before}:")
        self.do(f"br label %{head}")
        self.text.append(f"{head}:")
        self.do(f"%{label}.n = phi i64 [ 0, %{before} ], [ %{label}.next, %{label}.end ]")
        self.do(f"%{label}.more = icmp slt i64 %{label}.n, {count}")
        self.do(f"br i1 %{label}.more, label %{inside}, label %{after}")
        self.text.append(f"{inside}:")
        body(f"%{label}.n")
        self.do(f"br label %{label}.end")
        self.text.append(f"{label}.end:")
        self.do(f"%{label}.next = add i64 %{label}.n, 1")
        self.do(f"br label %{head}")
        self.text.append(f"{after}:")

    def weighted(self, weights: Sequence[float], terms: Sequence[str], start: str | None = None) -> str | None:
        """Write a sum of products with plain numbers, in two chains, so that the processor need not wait."""
        chains: list[str | None] = [start, None]
        for number, (weight, term) in enumerate(zip(weights, terms, strict=True)):
            chain = chains[number % 2]
            chains[number % 2] = (
                self.op("fmul", splat(weight), term) if chain is None else self.fma(splat(weight), term, chain)
            )
        first, second = chains
        return first if second is None else second if first is None else self.op("fadd", first, second)

    def turned(self, rows: list[str]) -> list[str]:
        """Write a square block of vectors turned over: what was a lane becomes a vector."""
        step = 1
        while step < self.lanes:
            found = list(rows)
            for i in range(self.lanes):
                if not i & step:
                    pair = rows[i], rows[i + step]
                    own = [k + (self.lanes - step if k & step else 0) for k in range(self.lanes)]
                    other = [k + (self.lanes if k & step else step) for k in range(self.lanes)]
                    found[i], found[i + step] = self.mixed(*pair, own), self.mixed(*pair, other)
            rows, step = found, 2 * step
        return rows

    def mixed(self, a: str, b: str, places: list[int]) -> str:
        """Write a vector made of places of two: those of the second are counted on from the first."""
        mask = ", ".join(f"i32 {place}" for place in places)
        return self.put(f"shufflevector {self.v} {a}, {self.v} {b}, <{self.lanes} x i32> <{mask}>")

    def function(self, name: str, parameters: str, *, internal: bool = False) -> str:
        """Return the finished kernel."""
        kind, end = ("internal void", "void") if internal else ("ptr", "ptr null")  # as numba declares them
        body = "\n".join(self.text)
        return f"define {kind} @{name}({parameters}) {{\nentry:\n{body}\n  ret {end}\n}}\n"


class Writer:
    """Writes nodes of the graph into a kernel: what does not need the servings, their loop, and what follows it."""

    def __init__(self, model: Model, kernel: Kernel, given: dict[int, Callable[[], str]], *, one: bool = False) -> None:
        self.graph, self.kernel, self.given, self.one = model.graph, kernel, given, one
        self.constants = {number: place for place, number in enumerate(model.constants)}
        self.per_serving = {number: place for place, number in enumerate(model.per_serving)}
        self.value: dict[int, str] = {}
        self.row = "0"

    def run(self, ends: Sequence[int]) -> list[str]:
        """Write all that these nodes need, and return the names of their values."""
        nodes = self.graph.nodes
        needed = self._needed(ends)
        totals = [number for number in needed if nodes[number].op == "total"]
        if totals:
            summed = {nodes[number].args[0] for number in totals}
            inside = [number for number in needed if nodes[number].serving and not nodes[number].fixed]
            for number in needed:
                if not nodes[number].serving and not self._follows(number, totals):
                    self._write(number)
            k = self.kernel
            places = {number: k.put(f"alloca {k.v}, align {k.align}") for number in totals}
            for place in places.values():
                self.kernel.store(splat(0.0), place, 0)
            self.kernel.loop("serving", "%servings", lambda row: self._serving(row, inside, summed, totals, places))
            for number, place in places.items():
                self.value[number] = self.kernel.load(place, 0)
        for number in needed:
            if self.one or not nodes[number].serving:
                self._write(number)
        return [self.read(end) for end in ends]

    def read(self, number: int) -> str:
        """Return the name or literal of a node's value, loading it where it lies in memory."""
        node = self.graph.nodes[number]
        if node.op == "number":
            return splat(float(node.value))  # pyright: ignore[reportArgumentType]
        if number in self.value:
            return self.value[number]
        if number in self.given:
            found = self.given[number]()
        elif number in self.per_serving:
            found = self.kernel.load("%s", self._serving_place(number))
            if not self.one:
                return found
        else:
            found = self.kernel.load("%c", self.constants[number])
        self.value[number] = found
        return found

    def _needed(self, ends: Sequence[int]) -> list[int]:
        """Return the nodes to compute: reached from the ends, without passing through what lies in memory."""
        seen: set[int] = set()
        waiting = list(ends)
        while waiting:
            number = waiting.pop()
            node = self.graph.nodes[number]
            if number in seen or number in self.given or node.fixed:
                continue
            seen.add(number)
            waiting.extend(node.args)
        return sorted(seen)

    def _follows(self, number: int, totals: list[int]) -> bool:
        return any(reached in totals for reached in self.graph.reached([number]))

    def _serving(
        self, row: str, inside: list[int], summed: set[int], totals: list[int], places: dict[int, str]
    ) -> None:
        self.row = row
        for number in inside:
            self._write(number)
        for number in totals:
            term = self.read(self.graph.nodes[number].args[0])
            place = places[number]
            self.kernel.store(self.kernel.op("fadd", self.kernel.load(place, 0), term), place, 0)
        for number in (*inside, *summed):
            self.value.pop(number, None)

    def _serving_place(self, number: int) -> int | str:
        place = self.per_serving[number]
        if self.one:
            return place
        first = self.kernel.put(f"mul i64 {self.row}, {len(self.per_serving)}")
        return self.kernel.put(f"add i64 {first}, {place}")

    def _write(self, number: int) -> None:
        node = self.graph.nodes[number]
        if number in self.value or node.op == "less" or number in self.given:
            return
        k = self.kernel
        if node.op in BINARY:
            a, b = (self.read(arg) for arg in node.args)
            self.value[number] = k.op(BINARY[node.op], a, b)
        elif node.op == "where":
            a, b = (self.read(arg) for arg in self.graph.nodes[node.args[0]].args)
            then, otherwise = (self.read(arg) for arg in node.args[1:])
            self.value[number] = k.choose("olt", a, b, then, otherwise)
        elif node.op in ("exp", "log", "log1p"):
            self.value[number] = k.put(f"call {k.v} @epsom_{node.op}({k.v} {self.read(node.args[0])})")
        else:
            raise AssertionError(f"no kernel for {node.op}")
