"""How many open files the system lets this process have: every connected device is one."""

import resource

_OTHER_FILES = 1_000
"""Descriptors for everything that is no device: apps, the database, logs."""


def needed_for(device_limit: int) -> int:
    """How many open files a server needs for so many connected devices."""
    return device_limit + _OTHER_FILES


def possible() -> int | None:
    """How many this process may have at most; None when nothing limits them."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if hard == resource.RLIM_INFINITY else hard


def allow(device_limit: int) -> None:
    """Use as much of the system's permission as the devices may need; programs are started with far less."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(needed_for(device_limit), possible() or needed_for(device_limit))
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
