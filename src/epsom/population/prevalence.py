"""Prevalence: how many people of a group usually eat less than they need.

Only an average requirement says what people need and how much that differs between them. From an adequate intake (AI),
a recommended intake or a limit no prevalence follows: the types here take a ``Requirement`` and nothing else, and what
slips by them is refused in words.
"""

from __future__ import annotations

import numpy as np

from epsom.errors import InputError
from epsom.needs import Needs, Recommended, Reference, Requirement
from epsom.population.distributions import Distribution

NODES = 40
"""Points of the sum over requirements in ``full_probability``; more change no printed digit."""


def requirement_of(needs: Needs) -> Requirement:
    """Return the average requirement among somebody's needs; InputError, with the authority's reasons, without one."""
    if needs.requirement is not None:
        return needs.requirement
    if needs.target is not None:
        raise _refused(needs.target)
    why = " ".join(needs.reasons)
    raise InputError(f"{needs.authority} gives no average requirement here, so no prevalence follows. {why}".strip())


def cut_point(requirement: Requirement, usual: Distribution) -> float:
    """Return the share of a group whose usual intake is below its average requirement [iom2000], from 0 to 1.

    Those who eat less and need even less make up for those who eat more and need even more. Holds where requirements
    are symmetric, differ less between people than intakes do, and do not go with them. InputError for any reference
    value but an average requirement.
    """
    return usual.below(_required(requirement).value)


def full_probability(requirement: Requirement, usual: Distribution) -> float:
    """Return the share of a group whose usual intake is below their own requirement [iom2000], from 0 to 1.

    The share below each requirement, averaged over a normal requirement with its coefficient of variation. Needs no
    smallness of that spread; requirement and intake are still taken as independent. InputError as in ``cut_point``.
    """
    needed = _required(requirement)
    score, share = np.polynomial.hermite_e.hermegauss(NODES)
    below = np.array([usual.below(needed.value + needed.sd * float(z)) for z in score])
    return float(below @ (share / share.sum()))


def _required(reference: Reference) -> Requirement:
    if isinstance(reference, Requirement):
        return reference
    raise _refused(reference)


def _refused(reference: Reference) -> InputError:
    mend = "Take the average requirement (EAR) of the same authority."
    if not isinstance(reference, Recommended):
        mend = (
            "Show the mean or median usual intake instead, or take an authority that has an average requirement (EAR)."
        )
    told = f"{reference.kind} {reference.value:g} mg/day ({reference.authority})"
    return InputError(f"{told} {reference.meaning}: no prevalence follows from it. {mend}")
