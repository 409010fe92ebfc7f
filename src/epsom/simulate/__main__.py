"""Build the kernels for this machine and keep them: ``python -m epsom.simulate``."""

from epsom.simulate.compiled import compiled
from epsom.simulate.model import trace

if __name__ == "__main__":
    compiled(trace())
