"""Events: who did what at which border, when, and how sure."""
