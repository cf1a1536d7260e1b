"""What the rules refuse: a code and fields for every language to word, and an English line for the logs."""

from __future__ import annotations

from string import Formatter
from typing import ClassVar


class RuleError(ValueError):
    """A number or a choice the rules cannot accept; the person who made it can mend it.

    Never a bug and never a network fault: those must stay loud. A refusal is one small class,
    in the file of the rule that refuses, that says its `code`, its English `sentence` and its
    fields. `language/` words the same code and fields for people, with the remedy.

    Parameters
    ----------
    fields
        Exactly the fields that `sentence` names in braces, and any more that only the wording
        needs. They become attributes, and together `fields`.

    Examples
    --------
    >>> class OverLocked(RuleError):
    ...     code = "over_locked"
    ...     sentence = "the locked cells are {amount} above the total"
    ...     amount: int
    >>> refused = OverLocked(amount=20)
    >>> refused.code, refused.amount, refused.fields
    ('over_locked', 20, {'amount': 20})
    >>> str(refused)
    'the locked cells are 20 above the total'
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = "the rules refuse this"
    #: "refused" can be mended by the person, "conflict" was changed by somebody first,
    #: "forbidden" is not for this seat. Doors answer 422, 409 and 403.
    nature: ClassVar[str] = "refused"

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        for name, value in fields.items():
            setattr(self, name, value)
        super().__init__(self.sentence.format(**fields))

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions pickle by positional arguments, and these have none: without this line
        # a refusal in a worker process would come back as a TypeError.
        return _again, (type(self), self.fields)

    @classmethod
    def named_fields(cls) -> set[str]:
        """Return the names of the fields that the English sentence needs."""
        return {name for _, name, _, _ in Formatter().parse(cls.sentence) if name}


def _again(kind: type[RuleError], fields: dict[str, object]) -> RuleError:
    return kind(**fields)
