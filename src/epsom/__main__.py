"""Runs the command line as ``python -m epsom``."""

import sys

from epsom.interfaces.cli import main

if __name__ == "__main__":
    sys.exit(main())
