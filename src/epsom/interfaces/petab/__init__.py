"""PEtab: the fit of the body as a problem that other programs solve: model, parameters, experiments, measurements.

Nothing is measured or believed here: the model is that of the SBML export, people and days are those of the studies,
and what was believed of each parameter is that of the fit. What one simulation of one person cannot say is listed.
"""

from epsom.interfaces.petab.problem import Problem, problem

__all__ = ["Problem", "problem"]
