"""The traced model as text for the peers: scalar Python (for numba, JAX and plain Python) and DiffSL.

Every peer is given the equations as a careful user would write them by hand: what hangs on a person alone is computed
once before time begins, equal terms are computed once, powers share their logarithms, and a day's servings are written
out one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from epsom.simulate.model import Model

SIGNS = {"add": "+", "sub": "-", "mul": "*", "scaled": "*", "div": "/"}


class Written:
    """Some nodes of the graph written out as lines ``name = expression``, the servings one after the other."""

    def __init__(self, model: Model, rows: int, *, one: bool = False) -> None:
        self.model, self.nodes, self.rows, self.one = model, model.graph.nodes, rows, one
        self.lines: list[tuple[str, str]] = []
        self.known: dict[tuple[int, int], str] = {(number, 0): f"x{i}" for i, number in enumerate(model.pools)}
        self.known |= {(number, 0): f"c{i}" for i, number in enumerate(model.constants)}
        for row in range(1 if one else rows):
            self.known |= {(number, row): f"s{row}_{i}" for i, number in enumerate(model.per_serving)}

    def write(self, ends: Sequence[int]) -> list[str]:
        """Write all that these nodes need, and return their names."""
        return [self.name(end, 0) for end in ends]

    def name(self, number: int, row: int) -> str:
        """Return the name or literal of a node's value for one serving, having written what it needs."""
        node = self.nodes[number]
        if node.op == "number":
            return f"({float(node.value)!r})"  # pyright: ignore[reportArgumentType]
        row = row if node.serving else 0
        if (number, row) not in self.known:
            text = self.expression(number, row)
            name = f"v{number}" + (f"_{row}" if node.serving and not self.one else "")
            self.lines.append((name, text))
            self.known[number, row] = name
        return self.known[number, row]

    def expression(self, number: int, row: int) -> str:
        """Return one node as an expression of the names of its arguments."""
        node = self.nodes[number]
        if node.op == "total":
            return " + ".join(self.name(node.args[0], each) for each in range(self.rows)) or "0.0"
        if node.op == "where":
            return self.chosen(*self.nodes[node.args[0]].args, *node.args[1:], row)
        args = [self.name(arg, row) for arg in node.args]
        if node.op in SIGNS:
            return f"{args[0]} {SIGNS[node.op]} {args[1]}"
        return self.called(node.op, args[0])

    def chosen(self, a: int, b: int, then: int, otherwise: int, row: int) -> str:
        """Return the expression for: ``then`` where a < b, else ``otherwise``."""
        return f"pick({', '.join(self.name(arg, row) for arg in (a, b, then, otherwise))})"

    def called(self, function: str, a: str) -> str:
        """Return the expression for exp, log or log1p."""
        return f"{function}({a})"


class DiffSL(Written):
    """The same in DiffSL, which has no condition but ``min`` and ``max``, and no ``log1p``."""

    def chosen(self, a: int, b: int, then: int, otherwise: int, row: int) -> str:
        """Return the smaller or the larger of the two; the model asks for nothing else."""
        if (then, otherwise) == (b, a):
            return f"max({self.name(a, row)}, {self.name(b, row)})"
        if (then, otherwise) == (a, b) or (then == a and self.opposite(then, otherwise)):
            return f"min({self.name(then, row)}, {self.name(otherwise, row)})"
        raise NotImplementedError("DiffSL: a condition that is neither a minimum nor a maximum")

    def opposite(self, a: int, b: int) -> bool:
        """Say whether b is the negative of a: the same multiplied by opposite constants."""
        (c, x), (d, y) = self.nodes[a].args, self.nodes[b].args
        factors = (self.nodes[d].args, self.nodes[d].args[::-1]) if self.nodes[d].op == "mul" else ()
        return x == y and any(one == c and self.nodes[minus].value == -1.0 for one, minus in factors)

    def called(self, function: str, a: str) -> str:
        """Return the expression for exp, log or log1p."""
        return f"log(1.0 + {a})" if function == "log1p" else f"{function}({a})"


def python(model: Model, rows: int) -> str:
    """Return two Python functions: ``rates(x, c, s)`` for so many servings a day, and ``eat(x, c, s)`` for one.

    They need ``exp``, ``log``, ``log1p`` and ``pick(a, b, then, otherwise)``; they return tuples.
    """
    rates, eat = Written(model, rows), Written(model, 1, one=True)
    return "\n".join((
        *_function("rates", rates, rates.write(model.rates), rows),
        *_function("eat", eat, eat.write(model.entering), 1),
    ))  # fmt: skip


def _function(name: str, body: Written, ends: Sequence[str], rows: int) -> Iterator[str]:
    used = " ".join(text for _, text in body.lines) + " " + " ".join(ends)
    words = set(used.replace("(", " ").replace(")", " ").replace(",", " ").split())
    model = body.model
    yield f"def {name}(x, c, s):"
    yield from (f"    x{i} = x[{i}]" for i in range(model.size) if f"x{i}" in words)
    yield from (f"    c{i} = c[{i}]" for i in range(len(model.constants)) if f"c{i}" in words)
    for row in range(rows):
        for i in range(len(model.per_serving)):
            if f"s{row}_{i}" in words:
                yield f"    s{row}_{i} = s[{row * len(model.per_serving) + i}]"
    yield from (f"    {left} = {text}" for left, text in body.lines)
    yield f"    return ({', '.join(ends)})\n"


def diffsl(model: Model, rows: int) -> str:
    """Return the model in DiffSL; its inputs are the constants, those by serving, then the pools at the beginning."""
    body = DiffSL(model, rows)
    ends = body.write(model.rates)
    given = [f"c{i}" for i in range(len(model.constants))]
    given += [f"s{row}_{i}" for row in range(rows) for i in range(len(model.per_serving))]
    given += [f"b{i}" for i in range(model.size)]
    lines = ["in_i { " + ", ".join(f"{name} = 1.0" for name in given) + " }"]
    lines.append("u_i { " + ", ".join(f"x{i} = b{i}" for i in range(model.size)) + " }")
    lines += [f"{left} {{ {text} }}" for left, text in body.lines]
    lines.append("F_i { " + ", ".join(ends) + " }")
    names = {left: left.replace("_", "r") for left, _ in body.lines} | {name: name.replace("_", "r") for name in given}
    text = "\n".join(lines) + "\n"
    for old in sorted((old for old, new in names.items() if old != new), key=len, reverse=True):
        text = text.replace(old, names[old])
    return text
