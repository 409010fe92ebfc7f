"""The country a person lives in, by its two letters; who does not tell it lives nowhere known, and none is guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from epsom import tables
from epsom.errors import InputError

TABLE = "person/countries.toml"
SCHEMA = {
    "type": "string",
    "pattern": "^[A-Za-z]{2}$",
    "description": "the country by its two letters of ISO 3166: rates of disease are published by country",
    "examples": ["US", "GB", "DE"],
}


@cache
def codes() -> frozenset[str]:
    """Return the two-letter codes of all countries [iso3166]."""
    entry = _table()["codes"]
    tables.check_source(entry, f"{TABLE} [codes]")
    return frozenset(entry["value"].split())


def country_told(value: object) -> object:
    """Return a country as its two capital letters, None where it is not told; InputError for any other word."""
    if value is None:
        return None
    if value is False:  # what some readers of YAML make of NO
        raise InputError('country = false is no country. If Norway is meant, put it in quotes: "NO".')
    code = value.strip().upper() if isinstance(value, str) else ""
    if code in codes():
        return code
    meant = _table()["instead"].get(code)
    mend = f"Write {meant}." if meant else "Write them, such as US, GB or DE, or leave the key out."
    raise InputError(f"country = {value!r}: a country is told by its two letters of ISO 3166. {mend}")


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("epsom").joinpath(TABLE).read_text("utf-8"))
