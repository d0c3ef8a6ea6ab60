"""The errors that Crossings raises: one root, so that a caller can catch them all."""


class CrossingsError(Exception):
    """Root of every error raised on purpose; its text says what happened and what to do."""

    exit_code = 1


class UsageError(CrossingsError):
    """The command, a parameter or a path is wrong; nothing has run yet."""

    exit_code = 2


class KnowledgeError(CrossingsError):
    """A lexicon file breaks its own rules (unknown key, duplicate, target outside the closed list)."""


class SchemaError(CrossingsError):
    """A table does not satisfy its schema."""

    exit_code = 3


class ProfileError(CrossingsError):
    """A picture breaks rules of a publication profile."""

    exit_code = 3


class RunError(CrossingsError):
    """A report run failed; the previous report is untouched."""


class NothingReadError(CrossingsError):
    """Of all files given none could be read; the text names one, why, and what to do."""


class VerificationError(CrossingsError):
    """A report does not match its evidence; the text names the first place that differs."""
