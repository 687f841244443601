"""Passwords: what is accepted, and how they are kept (Argon2id)."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.errors import DomainError

MINIMUM_LENGTH = 10
MAXIMUM_LENGTH = 128

_hasher = PasswordHasher()
# One hash takes 64 MiB and four threads: more than two at once would make
# everybody wait and a burst of sign-ins eat the memory.
_at_once = asyncio.Semaphore(2)


class PasswordUnusable(DomainError):
    """The password is too short, too long, or one that everybody uses; fact: the reason."""


class PasswordWrong(DomainError):
    """This is not the password of the person who is signed in."""

    message = "The password is wrong."


@cache
def common_passwords() -> frozenset[str]:
    """The passwords of at least `MINIMUM_LENGTH` characters, in small letters, among the 30,000 most common ones.

    From zxcvbn 4.5.0 (MIT licence, © 2016 Daniel Wolf). The package itself
    would hold all its word lists, 13 MB, in every serving process for them.
    """
    words = (files("app.domain.people") / "common_passwords.txt").read_text(encoding="ascii")
    return frozenset(words.splitlines())


def check_password(password: str, *, email: str) -> None:
    """Raise PasswordUnusable with the reason, or return."""
    if len(password) < MINIMUM_LENGTH:
        raise PasswordUnusable(f"A password has at least {MINIMUM_LENGTH} characters.")
    if len(password) > MAXIMUM_LENGTH:
        raise PasswordUnusable(f"A password has at most {MAXIMUM_LENGTH} characters.")
    folded = password.casefold()
    repeats = len(set(folded)) < 4 or folded in (folded + folded)[1:-1]
    if repeats or folded in common_passwords() or folded == email.casefold():
        raise PasswordUnusable("This password is among the first ones that are tried. Choose another.")


async def hash_password(password: str, *, unless_raised_by: Callable[[], Awaitable[None]] | None = None) -> str:
    """The Argon2id hash of a password, made in a thread.

    Many may wait for their turn. `unless_raised_by` is asked when it has come,
    and what it raises is raised instead of hashing what nobody needs any more.
    """
    async with _at_once:
        if unless_raised_by is not None:
            await unless_raised_by()
        return await asyncio.to_thread(_hasher.hash, password)


async def verify_password(password: str, password_hash: str | None) -> bool:
    """Whether the password is right; without an account the same time is spent."""
    async with _at_once:
        return await asyncio.to_thread(_verify, password, password_hash or _nobodys_hash())


def _verify(password: str, password_hash: str) -> bool:
    try:
        return _hasher.verify(password_hash, password) and password_hash != _nobodys_hash()
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)
