"""Settings for all tests."""

from hypothesis import settings

# A deadline in milliseconds fails on a busy machine, not on a fault.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
