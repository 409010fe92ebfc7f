"""What each command of the command line does; nothing here is imported before it is asked for."""
