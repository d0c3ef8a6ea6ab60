"""The narrative brief: every number with its source and quote."""
