"""The normal law: against the library it stands in for, into the far tails."""

import numpy as np
import pytest
from scipy import special

from epsom.normal import log_ndtr, ndtr, ndtri

X = np.concatenate([np.linspace(-45, 12, 20001), [-300.0, -36.0, -36.0000001, 0.0, 1e-300]])


def test_probability_and_its_logarithm():
    assert ndtr(X) == pytest.approx(special.ndtr(X), rel=1e-12, abs=1e-300)
    assert log_ndtr(X) == pytest.approx(special.log_ndtr(X), rel=1e-12, abs=1e-16)


def test_the_logarithm_keeps_falling_where_probability_is_no_number_any_more():
    far = log_ndtr(np.array([-1e3, -1e5, -1e10]))
    assert far == pytest.approx(special.log_ndtr(np.array([-1e3, -1e5, -1e10])), rel=1e-12)


def test_quantiles_and_back():
    p = np.concatenate([np.logspace(-300, -1, 3000), np.linspace(0.001, 0.999, 9999), 1 - np.logspace(-15, -1, 500)])
    assert ndtri(p) == pytest.approx(special.ndtri(p), rel=1e-13, abs=1e-13)
    assert ndtr(ndtri(p)) == pytest.approx(p, rel=1e-10)


def test_the_ends():
    assert list(ndtri(np.array([0.0, 0.5, 1.0]))) == [-np.inf, 0.0, np.inf]
    assert np.isnan(ndtri(np.array([-0.1, 1.1, np.nan]))).all()
    assert np.isnan(log_ndtr(np.array([np.nan])))
    assert float(ndtri(0.975)) == pytest.approx(1.959963984540054)
