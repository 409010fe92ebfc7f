"""How long a plan for the plate takes, re-simulation included: the work behind ``python3 dev.py bench plan``."""
