"""SBML: the model and what one person lives through, as a document that other simulators read.

Nothing is written twice: species are the pools of the balance, reactions are its fluxes, and each rate is what the
organ's own function says when it is run on names. The simulator's graph has no part in it, so that a simulator which
reads the document checks ours from the equations on.
"""

from epsom.interfaces.sbml.model import document
from epsom.interfaces.sbml.numbers import values

__all__ = ["document", "values"]
