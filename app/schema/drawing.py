"""Drawing what one field shows: milliseconds of computation, too long for the loop that serves everybody."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, ParamSpec, TypeVar

Given = ParamSpec("Given")
Drawing = TypeVar("Drawing")

# One thread: the interpreter draws no faster with more, the loop would wait for its turn behind all of them,
# and whoever asks for many labels would keep the process's other threads from everybody else.
_THREAD: Final = ThreadPoolExecutor(1, thread_name_prefix="drawing")


async def drawn(draw: Callable[Given, Drawing], *args: Given.args, **kwargs: Given.kwargs) -> Drawing:
    """What `draw` returns or raises, run beside the loop. A request that ends takes back what was not begun."""
    return await asyncio.get_running_loop().run_in_executor(_THREAD, partial(draw, *args, **kwargs))
