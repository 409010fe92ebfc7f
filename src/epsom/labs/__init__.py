"""Labs: what was measured, and how much of a reading is the person and how much the day and the method."""
