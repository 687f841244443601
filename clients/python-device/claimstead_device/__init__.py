"""A device of Claimstead: stays connected, answers commands, hears of its owner and its metadata."""

from claimstead_device.device import Device
from claimstead_device.happenings import Command, CommandFailed, Interruption, Refused, Value, Welcome

__all__ = ["Command", "CommandFailed", "Device", "Interruption", "Refused", "Value", "Welcome"]
