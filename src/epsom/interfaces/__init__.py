"""Where people meet Epsom: terminal, page, report, and the formats of other systems."""
