"""What the plaintext types have in common: they hold a secret and never show it by accident."""


class Plaintext:
    """A secret in plaintext: read it by `.text`, nothing else tells.

    Equal by value within its own type, hashable, silent in `repr`, `str` and
    format strings. No dataclass, because JSON encoders and loggers write the
    fields of those out. The constructor believes what it is given, for text
    that was checked before it was sealed; everything else comes from a
    subclass's `mint` or `parse`.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    @property
    def text(self) -> str:
        """The secret itself."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plaintext) and type(other) is type(self) and other._text == self._text

    def __hash__(self) -> int:
        return hash((type(self), self._text))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"
