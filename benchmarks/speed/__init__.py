"""How fast the simulator is, and beside whom: the work behind ``python3 dev.py bench simulation``."""
