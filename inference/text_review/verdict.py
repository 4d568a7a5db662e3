"""What a language model found in a text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from inference.language_models.answers import UnusableAnswerError, json_object

MAX_WHY: Final = 300  # characters of a reason that are kept


class Category(StrEnum):
    """What can be wrong with a text."""

    HATE = "hate"
    HARASSMENT = "harassment"
    SEXUAL = "sexual"
    MINORS = "minors"
    VIOLENCE = "violence"
    SELF_HARM = "self_harm"
    FRAUD = "fraud"
    IMPERSONATION = "impersonation"
    FALSE_NEWS = "false_news"
    ILLEGAL = "illegal"


class Severity(StrEnum):
    """How bad it is: worth a look, or plainly not allowed."""

    DOUBTFUL = "doubtful"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a person should look at.

    Attributes:
        why: one sentence; may be empty.
    """

    category: Category
    severity: Severity
    why: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that was found.

    Attributes:
        findings: one of a category, the worst first; empty where all is well.
        reviewer: id of who read the text.
    """

    findings: tuple[Finding, ...] = ()
    reviewer: str = ""

    @classmethod
    def joined(cls, verdicts: Iterable["Verdict"], reviewer: str) -> Self:
        """The verdict about a text of which each part has one."""
        worst: dict[Category, Finding] = {}
        for finding in (found for verdict in verdicts for found in verdict.findings):
            known = worst.get(finding.category)
            if known is None or _rank(finding) < _rank(known):
                worst[finding.category] = finding
        return cls(tuple(sorted(worst.values(), key=_rank)), reviewer)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        found = [
            {"category": str(each.category), "severity": str(each.severity), "why": each.why}
            for each in self.findings
        ]
        return {"findings": found, "reviewer": self.reviewer}


def _rank(finding: Finding) -> tuple[bool, int]:
    return finding.severity is Severity.DOUBTFUL, list(Category).index(finding.category)


def verdict_of(answer: str) -> Verdict:
    """The verdict in a model's answer; names may differ in case or hyphens.

    Raises:
        UnusableAnswerError: there is no list of findings in it, or one is not understood.
    """
    found = json_object(answer).get("findings")
    if not isinstance(found, list):
        raise UnusableAnswerError("there is no list of findings")
    return Verdict.joined([Verdict(tuple(_finding(each) for each in found))], "")


def _finding(value: Any) -> Finding:
    if not isinstance(value, Mapping):
        raise UnusableAnswerError("a finding is no object")
    try:
        category, severity = Category(_name(value, "category")), Severity(_name(value, "severity"))
    except ValueError as error:
        raise UnusableAnswerError(str(error)) from error
    why = " ".join(str(value.get("why") or "").split())[:MAX_WHY]
    return Finding(category, severity, why)


def _name(value: Mapping[str, Any], key: str) -> str:
    return str(value.get(key) or "").strip().lower().replace("-", "_").replace(" ", "_")
