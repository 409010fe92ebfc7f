"""Typesets equations: reads the Python of a flux function and returns it as LaTeX, a line per physical term.

It reads the text of the function, not its values, so what is shown is what runs. Words stay words, as a page of
symbols would need a second vocabulary: upright for what is a number of a person, slanted for what changes or is worked
out. A record of parameters goes without saying; one of several of a kind, such as a store, stands below the line.

What it cannot typeset it refuses, with file, line and function. A new function of ``epsom.elementwise`` is typeset by
its name until it is given a notation here. GitHub forbids some macros, ``operatorname`` and ``phantom`` among them.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import linecache
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, is_dataclass, replace
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NoReturn, get_type_hints

from epsom import elementwise

SUM, NEGATIVE, PRODUCT, ATOM = range(4)
"""How tightly a piece holds together; what stands inside something tighter gets brackets."""

KNOWN = {math.log(2.0): r"\ln 2", math.pi: r"\pi", math.e: "e"}
COMPARED = {ast.Lt: r"\lt", ast.Gt: r"\gt", ast.LtE: r"\le", ast.GtE: r"\ge"}
SHORT = 24  # letters that still read well as an exponent


class TypesetError(Exception):
    """An equation holds something that has no notation here."""


@dataclass(frozen=True)
class Manner:
    """How a model is written: records that go without saying, and names of arguments that are numbers of a person."""

    silent: frozenset[type[Any]] = frozenset()
    fixed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Symbol:
    """A name in an equation whose meaning stands elsewhere.

    ``role`` is argument, field, function or constant. ``home`` is what it belongs to: the function of an argument, the
    record of a field, the function itself, or the constant's value. ``owner`` is what stands below the line.
    """

    role: str
    home: Any
    name: str
    owner: str = ""


@dataclass(frozen=True)
class Call:
    """That an equation hands these symbols to a function, by the names of its arguments."""

    function: Callable[..., Any]
    given: tuple[tuple[str, Symbol], ...]


@dataclass(frozen=True)
class Equation:
    """A function as lines of left and right sides, and the symbols in it in the order of their appearance.

    ``records`` are the ways to the records that it hands to functions, such as ``("muscle", "fast")``. ``parts`` names
    what it returns where it returns several things.
    """

    lines: tuple[tuple[str, str], ...]
    symbols: tuple[Symbol, ...]
    calls: tuple[Call, ...] = ()
    records: tuple[tuple[str, ...], ...] = ()
    parts: tuple[str, ...] = ()

    def latex(self) -> str:
        """Return all lines as one block."""
        if len(self.lines) == 1:
            return " = ".join(self.lines[0])
        rows = " \\\\\n".join(f"{left} &= {right}" for left, right in self.lines)
        return f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"


@dataclass(frozen=True)
class _Piece:
    """A typeset expression; ``symbol`` where it is nothing but one name."""

    text: str
    rank: int = ATOM
    symbol: Symbol | None = None


@dataclass(frozen=True)
class _Held:
    """A record: its type and the way to it from an argument; ``home`` and ``below``, the record whose rows it has."""

    kind: type[Any]
    path: tuple[str, ...]
    home: type[Any]
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Given:
    """Something of Python that is no quantity: a function, a module, a text."""

    value: Any


def words(name: str) -> str:
    """Return a name of the code as one reads it."""
    return name.strip("_").replace("_", " ")


def upright(name: str) -> str:
    """Return a name as a number of a person."""
    return rf"\text{{{words(name)}}}"


def slanted(name: str) -> str:
    """Return a name as something that changes or is worked out."""
    return rf"\textit{{{words(name)}}}"


def below(name: str) -> str:
    """Return a name as an index."""
    return f"_{{{upright(name)}}}"


def equation(function: Callable[..., Any], manner: Manner | None = None) -> Equation:
    """Return the equation of a flux function."""
    node = _found(function)
    if isinstance(node, ast.Lambda):
        raise TypesetError(f"{_place(function, node)}: a function without a name has no left side.")
    return _Reader(function, node.args, get_type_hints(function), manner or Manner()).whole(node)


def term(function: Callable[..., Any], kinds: Sequence[type[Any]], manner: Manner | None = None) -> Equation:
    """Return what a rate says as one part of a sum: a lambda of records of these kinds, or a function by its name."""
    node = _found(function)
    if isinstance(node, ast.FunctionDef):
        symbol = Symbol("function", function, function.__name__)
        return Equation((("", slanted(function.__name__)),), (symbol,))
    hints = dict(zip((arg.arg for arg in node.args.args), kinds, strict=False))
    reader = _Reader(function, node.args, hints, manner or Manner())
    return reader.result([("", reader.inside(node.body, PRODUCT))])


@cache
def _parsed(file: str) -> ast.Module:
    return ast.parse("".join(linecache.getlines(file)))


def _found(function: Callable[..., Any]) -> ast.FunctionDef | ast.Lambda:
    """Return the text of a function; lambdas of one line are told apart by the columns that the bytecode keeps."""
    if not isinstance(function, FunctionType) or not (file := inspect.getsourcefile(function)):
        raise TypesetError(f"{function!r} is no function with a text to read.")
    code = function.__code__
    spans = set(code.co_positions())
    for node in ast.walk(_parsed(file)):
        if isinstance(node, ast.FunctionDef) and node.name == code.co_name:
            if min([node.lineno, *(each.lineno for each in node.decorator_list)]) == code.co_firstlineno:
                return node
        elif isinstance(node, ast.Lambda) and code.co_name == "<lambda>" and node.lineno == code.co_firstlineno:
            body = node.body
            if (body.lineno, body.end_lineno, body.col_offset, body.end_col_offset) in spans:
                return node
    raise TypesetError(f"{Path(file).name}:{code.co_firstlineno}: the text of {code.co_name} was not found.")


def _place(function: Callable[..., Any], node: ast.AST) -> str:
    code = function.__code__
    return f"{Path(code.co_filename).name}:{getattr(node, 'lineno', code.co_firstlineno)}, {code.co_name}"


class _Reader:
    """Reads one function; holds what its names mean and notes the symbols it meets."""

    def __init__(self, function: FunctionType, args: ast.arguments, hints: dict[str, Any], manner: Manner) -> None:
        self.function = function
        self.manner = manner
        self.symbols: dict[Symbol, None] = {}
        self.calls: list[Call] = []
        self.records: dict[tuple[str, ...], None] = {}
        self.terms: dict[str, _Piece] = {}
        self.arguments: dict[str, _Held | None] = {}
        self.outer = vars(builtins) | function.__globals__ | inspect.getclosurevars(function).nonlocals
        given = inspect.signature(function).parameters
        for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs):
            kind = hints.get(arg.arg)
            if isinstance(given[arg.arg].default, str):  # how a lambda in a loop keeps the name of its pool
                self.outer[arg.arg] = given[arg.arg].default
            else:
                self.arguments[arg.arg] = _Held(kind, (arg.arg,), kind) if _is_record(kind) else None

    # --- statements --------------------------------------------------------------------------------------------------

    def whole(self, node: ast.FunctionDef) -> Equation:
        """Return a named function, statement by statement."""
        lines: list[tuple[str, str]] = []
        name = slanted(node.name)
        for statement in node.body:
            match statement:
                case ast.Expr(value=ast.Constant(value=str())):
                    pass
                case ast.Assign(targets=[ast.Name(id=term)], value=value):
                    lines += self.defined(statement, term, value)
                case ast.AnnAssign(target=ast.Name(id=term), value=ast.expr() as value):
                    lines += self.defined(statement, term, value)
                case ast.Assign(targets=[ast.Tuple(elts=terms)], value=ast.Tuple(elts=values)):
                    for each, value in zip(terms, values, strict=True):
                        lines += self.defined(statement, ast.unparse(each), value)
                case ast.Return(value=ast.Dict(keys=keys, values=values)):
                    parts = [self.text_of(key, statement) for key in keys]
                    pairs = zip(parts, values, strict=True)
                    lines += [(name + below(part), self.piece(value).text) for part, value in pairs]
                    return replace(self.result(lines), parts=tuple(parts))
                case ast.Return(value=ast.DictComp() as value):
                    return self.part_by_part(name, value, lines)
                case ast.Return(value=ast.expr() as value):
                    return self.result([*lines, (name, self.piece(value).text)])
                case _:
                    self.refuse(statement)
        return self.refuse(node, "a function that returns nothing")

    def part_by_part(self, name: str, value: ast.DictComp, lines: list[tuple[str, str]]) -> Equation:
        """Return a function that does the same with every part of what another one returns."""
        match value.generators:
            case [
                ast.comprehension(
                    target=ast.Tuple(elts=[ast.Name(id=part), ast.Name(id=amount)]),
                    iter=ast.Call(func=ast.Attribute(value=ast.Call() as call, attr="items")),
                    ifs=[],
                )
            ] if ast.unparse(value.key) == part:
                function = self.function_of(call)
                self.terms[amount] = self.application(call, function, below(part))
                lines = [*lines, (name + below(part), self.piece(value.value).text)]
                return replace(self.result(lines), parts=equation(function, self.manner).parts)
            case _:
                return self.refuse(value)

    def defined(self, statement: ast.stmt, name: str, value: ast.expr) -> list[tuple[str, str]]:
        """Return the line of a named term; a short name for a record needs none."""
        if name in self.terms or name in self.arguments:
            self.refuse(statement, f"{name} means two things")
        found = self.read(value)
        if isinstance(found, _Held):
            self.arguments[name] = found
            return []
        self.terms[name] = _Piece(slanted(name))
        return [(slanted(name), self.as_piece(found, value).text)]

    def result(self, lines: Sequence[tuple[str, str]]) -> Equation:
        """Return what was read."""
        return Equation(tuple(lines), tuple(self.symbols), tuple(self.calls), tuple(self.records))

    def refuse(self, node: ast.AST, what: str = "") -> NoReturn:
        """Say which function and line cannot be typeset, and what it holds."""
        raise TypesetError(
            f"{_place(self.function, node)}: cannot typeset `{ast.unparse(node).splitlines()[0]}`"
            f" ({what or type(node).__name__}). An equation is lines of `name = arithmetic` and one `return`; write it"
            " so, or teach scripts/typeset.py how to set it."
        )

    # --- expressions -------------------------------------------------------------------------------------------------

    def piece(self, node: ast.expr) -> _Piece:
        """Return an expression that is a quantity."""
        return self.as_piece(self.read(node), node)

    def as_piece(self, found: _Piece | _Held | _Given, node: ast.expr) -> _Piece:
        """Return what was found, if it is a quantity."""
        return found if isinstance(found, _Piece) else self.refuse(node, "no quantity")

    def inside(self, node: ast.expr, least: int) -> str:
        """Return an expression as part of another, in brackets where it is looser than that allows."""
        piece = self.piece(node)
        return piece.text if piece.rank >= least else bracketed(piece.text)

    def read(self, node: ast.expr) -> _Piece | _Held | _Given:
        """Return whatever an expression stands for."""
        match node:
            case ast.Name(id=name):
                return self.named(node, name)
            case ast.Attribute(value=value, attr=name):
                return self.attribute(node, self.read(value), name)
            case ast.Constant(value=value):
                return self.value(value)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _Piece(f"-{self.inside(operand, PRODUCT)}", NEGATIVE)
            case ast.BinOp(left=left, op=op, right=right):
                return self.operation(node, left, op, right)
            case ast.Compare(left=left, ops=ops, comparators=others) if all(type(op) in COMPARED for op in ops):
                rest = (f"{COMPARED[type(op)]} {self.piece(each).text}" for op, each in zip(ops, others, strict=True))
                return _Piece(" ".join((self.piece(left).text, *rest)), SUM)
            case ast.Call():
                return self.call(node)
            case _:
                return self.refuse(node)

    def named(self, node: ast.Name, name: str) -> _Piece | _Held | _Given:
        """Return what a name stands for: a term, a record, an argument, or something from outside the function."""
        if name in self.terms:
            return self.terms[name]
        if name in self.arguments:
            style = upright if name in self.manner.fixed else slanted
            return self.arguments[name] or self.noted(style(name), Symbol("argument", self.function, name))
        if name in self.outer:
            return self.value(self.outer[name], name)
        return self.refuse(node, "an unknown name")

    def noted(self, text: str, symbol: Symbol) -> _Piece:
        """Return the piece of a symbol, and remember that it was met."""
        self.symbols[symbol] = None
        return _Piece(text, ATOM, symbol)

    def value(self, value: Any, name: str = "") -> _Piece | _Given:
        """Return a number, by its name if it has one, or whatever else Python holds."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return _Given(value)
        if value in KNOWN:
            return _Piece(KNOWN[value], PRODUCT)
        return self.noted(upright(name), Symbol("constant", value, name)) if name else _number(value)

    def attribute(self, node: ast.Attribute, holder: _Piece | _Held | _Given, name: str) -> _Piece | _Held | _Given:
        """Return a field of a record, or something of a module."""
        if isinstance(holder, _Held):
            return self.field(node, holder, name)
        if isinstance(holder, _Given) and isinstance(holder.value, ModuleType) and hasattr(holder.value, name):
            return self.value(getattr(holder.value, name), name)
        return self.refuse(node, "no field of a record")

    def field(self, node: ast.expr, record: _Held, name: str) -> _Piece | _Held:
        """Return a field of a record, itself a record or a quantity."""
        hints = get_type_hints(record.kind)
        if name not in hints:
            self.refuse(node, f"{record.kind.__name__} has no {name}")
        home, way = (record.kind, ()) if record.kind in self.manner.silent else (record.home, record.below)
        if _is_record(hints[name]):
            return _Held(hints[name], (*record.path, name), home, (*way, name))
        style = upright if is_dataclass(record.kind) else slanted
        owner = self.owner(record)
        symbol = Symbol("field", home, "_".join((*way, name)), owner)
        return self.noted(style(name) + (below(owner) if owner else ""), symbol)

    def owner(self, record: _Held) -> str:
        """Return which record is meant, where that does not go without saying."""
        if record.kind in self.manner.silent or (len(record.path) == 1 and is_dataclass(record.kind)):
            return ""
        return words(" ".join(record.path[1:] or record.path))

    def operation(self, node: ast.expr, left: ast.expr, op: ast.operator, right: ast.expr) -> _Piece:
        """Return two sides with a sign between them."""
        match op:
            case ast.Add() | ast.Sub():
                return self.sum(self.piece(left), isinstance(op, ast.Add), self.piece(right))
            case ast.Mult():
                first = self.piece(left)
                factor = bracketed(first.text) if first.rank == SUM else first.text
                text = rf"{factor} \cdot {self.inside(right, PRODUCT)}"
                return _Piece(text, NEGATIVE if first.rank == NEGATIVE else PRODUCT)
            case ast.Div():
                return self.quotient(left, right)
            case ast.Pow() if isinstance(right, ast.Constant) and right.value == 0.5:
                return _Piece(rf"\sqrt{{{self.piece(left).text}}}")
            case ast.Pow():
                return _Piece(f"{{{self.inside(left, ATOM)}}}^{{{self.piece(right).text}}}", PRODUCT)
            case _:
                return self.refuse(node)

    def sum(self, left: _Piece, adds: bool, right: _Piece) -> _Piece:
        """Return a sum or a difference."""
        loose = right.rank == NEGATIVE or right.text.startswith("-") or (right.rank == SUM and not adds)
        return _Piece(f"{left.text} {'+' if adds else '-'} {bracketed(right.text) if loose else right.text}", SUM)

    def quotient(self, above: ast.expr, divisor: ast.expr) -> _Piece:
        """Return a fraction; a quotient of a quotient has one bar and a product below it."""
        divisors = [divisor]
        while isinstance(above, ast.BinOp) and isinstance(above.op, ast.Div):
            divisors.insert(0, above.right)
            above = above.left
        least = PRODUCT if len(divisors) > 1 else SUM
        upper = self.piece(above).text
        lower = r" \cdot ".join(self.inside(each, least) for each in divisors)
        return _Piece(rf"\frac{{{upper}}}{{{lower}}}", PRODUCT)

    def text_of(self, node: ast.expr | None, at: ast.AST) -> str:
        """Return a text that stands in the code or in a name from outside."""
        found = self.read(node) if node else None
        if isinstance(found, _Given) and isinstance(found.value, str):
            return found.value
        return self.refuse(at, "a name that is not known beforehand")

    # --- functions ---------------------------------------------------------------------------------------------------

    def call(self, node: ast.Call) -> _Piece | _Held:
        """Return a function of something: in its own notation, or by its name."""
        if isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) == 2:
            holder = self.read(node.args[0])
            if isinstance(holder, _Held):
                return self.field(node, holder, self.text_of(node.args[1], node))
        function = self.function_of(node)
        if function in NOTATION:
            return NOTATION[function](self, node.args)
        return self.application(node, function)

    def function_of(self, node: ast.Call) -> FunctionType:
        """Return the function that is called."""
        called = self.read(node.func)
        spread = any(isinstance(arg, ast.Starred) for arg in node.args) or any(key.arg is None for key in node.keywords)
        if spread or not isinstance(called, _Given) or not isinstance(called.value, FunctionType):
            self.refuse(node, "no function of the model")
        return called.value

    def application(self, node: ast.Call, function: FunctionType, part: str = "") -> _Piece:
        """Return a function by its name, with what is handed to it that does not go without saying."""
        places = (*node.args, *(keyword.value for keyword in node.keywords))
        handed = [self.read(place) for place in places]
        index, shown = part, list[str]()
        if function.__name__ == self.function.__name__ and function is not self.function:
            index += below(function.__module__.rpartition(".")[2])
        for found, place in zip(handed, places, strict=True):
            if not isinstance(found, _Held):
                shown.append(self.as_piece(found, place).text)
                continue
            if len(found.path) > 1:
                self.records[found.path[1:]] = None
            if is_dataclass(found.kind):
                index += below(owner) if (owner := self.owner(found)) else ""
            elif found.kind not in self.manner.silent:
                shown.append(slanted(" ".join(found.path[1:] or found.path)))
        names = [*list(inspect.signature(function).parameters)[: len(node.args)], *(key.arg for key in node.keywords)]
        pairs = ((str(name), found) for name, found in zip(names, handed, strict=True))
        given = tuple((name, found.symbol) for name, found in pairs if isinstance(found, _Piece) and found.symbol)
        self.calls.append(Call(function, given))
        name = self.noted(slanted(function.__name__) + index, Symbol("function", function, function.__name__))
        return _Piece(name.text + bracketed(r",\; ".join(shown))) if shown else name


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields"))


def _number(value: float) -> _Piece:
    """Return a plain number, with a power of ten where it is very small or large."""
    digits, _, power = f"{value:.12g}".partition("e")
    if not power:
        return _Piece(digits)
    ten = f"10^{{{int(power)}}}"
    return _Piece(ten if digits == "1" else rf"{digits} \cdot {ten}", PRODUCT)


def bracketed(text: str) -> str:
    """Return a text in brackets, tall ones where it is tall."""
    tall = re.search(r"\\frac|\\sqrt|\\sum|\\begin|\^", text)
    return rf"\left({text}\right)" if tall else f"({text})"


# --- notation ---------------------------------------------------------------------------------------------------------


def _by_name(name: str) -> Callable[[_Reader, list[ast.expr]], _Piece]:
    def written(reader: _Reader, args: list[ast.expr]) -> _Piece:
        return _Piece(name + bracketed(r",\; ".join(reader.piece(arg).text for arg in args)))

    return written


def _exp(reader: _Reader, args: list[ast.expr]) -> _Piece:
    power = reader.piece(args[0]).text
    long = r"\frac" in power or len(re.sub(r"\\\w+|[{}\s]", "", power)) > SHORT
    return _by_name(r"\exp")(reader, args) if long else _Piece(f"e^{{{power}}}", PRODUCT)


def _softplus(reader: _Reader, args: list[ast.expr]) -> _Piece:
    return _Piece(rf"\ln\left(1 + {_exp(reader, args).text}\right)")


def _where(reader: _Reader, args: list[ast.expr]) -> _Piece:
    condition, then, otherwise = (reader.piece(arg).text for arg in args)
    rows = rf"{then} & \text{{where }} {condition} \\ {otherwise} & \text{{elsewhere}}"
    return _Piece(rf"\begin{{cases}} {rows} \end{{cases}}", PRODUCT)


def _total(reader: _Reader, args: list[ast.expr]) -> _Piece:
    return _Piece(rf"\sum_{{\text{{servings}}}} {reader.inside(args[0], PRODUCT)}", PRODUCT)


NOTATION: dict[Callable[..., Any], Callable[[_Reader, list[ast.expr]], _Piece]] = {
    elementwise.exp: _exp,
    elementwise.log: _by_name(r"\ln"),
    elementwise.softplus: _softplus,
    elementwise.where: _where,
    elementwise.minimum: _by_name(r"\min"),
    elementwise.maximum: _by_name(r"\max"),
    elementwise.total: _total,
}
