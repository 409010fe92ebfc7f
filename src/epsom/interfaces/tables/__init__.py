"""The official tables of foods, as their makers publish them: read strictly, as a stream, without a network."""

from epsom.interfaces.tables.importing import Report, import_tables

__all__ = ["Report", "import_tables"]
