"""Events between nodes, and within one.

A fact is written in a transaction and told here afterwards; readers re-read.
Messages carry ids, never facts or secrets. Whoever may have missed a message
is handed a `Gap` and reads its state anew, so the bus may lose, but never
silently.
"""

from app.bus.interface import Bus, BusCounts, BusUnavailable
from app.bus.messages import GAP, BadMessage, Gap, Interest, Message, Notice
from app.bus.subscribers import Listener, Subscription

__all__ = [
    "GAP",
    "BadMessage",
    "Bus",
    "BusCounts",
    "BusUnavailable",
    "Gap",
    "Interest",
    "Listener",
    "Message",
    "Notice",
    "Subscription",
]
