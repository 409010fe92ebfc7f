"""What all tests share: a slow machine is no failure, and a run for everybody is the same run each time."""

import os

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")
