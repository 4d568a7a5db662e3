"""The one shape of errors, for the API's schema; ``accounts`` answers in it, too."""

from accounts.problems import ProblemSerializer

__all__ = ["ProblemSerializer"]
