"""Population: many persons at once; the room is kept for survey reading and scenarios, which come later."""
