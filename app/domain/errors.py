"""The root of every refusal that a rule of the domain makes."""


class DomainError(Exception):
    """A rule said no. The class names the fact, its attributes carry the details.

    `message` is a sentence for the person who caused it; subclasses with facts
    may build it in `__init__`. Caught at the doors only.
    """

    message = "This is not possible."

    def __init__(self, message: str | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)


class BadRequest(DomainError):
    """The request is wrong as such: no rule decided, the question makes no sense."""


class Forbidden(DomainError):
    """Not this viewer, or no such thing: both look the same from outside."""

    message = "This does not exist, or you may not do it."
