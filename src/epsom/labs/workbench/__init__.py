"""The workbench: small formulas of the clinic, each with when it holds, where it misleads, and whence it comes."""
