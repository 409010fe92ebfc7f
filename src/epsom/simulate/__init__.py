"""The cohort lives through the intake: derivatives, a stiff solver, the steady state, and time courses."""
