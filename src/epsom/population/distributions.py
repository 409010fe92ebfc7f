"""Distributions: usual intake of a group as others have published it, by a fitted gamma or log-normal law."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import Protocol

from epsom.errors import InputError
from epsom.normal import ndtr, ndtri


class Distribution(Protocol):
    """How the usual intake of a group is spread among its people."""

    @property
    def mean(self) -> float:
        """Return the mean usual intake [mg/day]."""
        ...

    def below(self, value: float) -> float:
        """Return the share of people whose usual intake is below a value [mg/day], from 0 to 1."""
        ...


@dataclass(frozen=True)
class Gamma:
    """A gamma law of usual intake: ``shape`` [1] and ``rate`` [day/mg], both above zero; InputError otherwise."""

    shape: float
    rate: float

    def __post_init__(self) -> None:
        if not (self.shape > 0 and self.rate > 0):
            raise InputError(f"Gamma(shape={self.shape}, rate={self.rate}): both must be above zero.")

    @property
    def mean(self) -> float:
        """Return the mean usual intake [mg/day]."""
        return self.shape / self.rate

    def below(self, value: float) -> float:
        """Return the share of people whose usual intake is below a value [mg/day]."""
        from scipy.special import gammainc

        return float(gammainc(self.shape, self.rate * max(value, 0.0)))

    def percentile(self, share: float) -> float:
        """Return the usual intake [mg/day] below which this share of the people lies, from 0 to 1."""
        from scipy.special import gammaincinv

        return float(gammaincinv(self.shape, share)) / self.rate


@dataclass(frozen=True)
class LogNormal:
    """A log-normal law of usual intake: mean and standard deviation of its natural logarithm (mg/day).

    InputError for a standard deviation that is not above zero.
    """

    centre: float
    spread: float

    def __post_init__(self) -> None:
        if not self.spread > 0:
            raise InputError(f"LogNormal(spread={self.spread}): the spread must be above zero.")

    @property
    def mean(self) -> float:
        """Return the mean usual intake [mg/day]."""
        return exp(self.centre + self.spread**2 / 2)

    def below(self, value: float) -> float:
        """Return the share of people whose usual intake is below a value [mg/day]."""
        return float(ndtr((log(value) - self.centre) / self.spread)) if value > 0 else 0.0

    def percentile(self, share: float) -> float:
        """Return the usual intake [mg/day] below which this share of the people lies, from 0 to 1."""
        return exp(self.centre + self.spread * float(ndtri(share)))
