import contextlib
import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]
os.environ["PATH"] = f"{HERE.parents[1]}/build/bin:{os.environ['PATH']}"

import fronts  # noqa: E402
import runtimes  # noqa: E402


@contextlib.contextmanager
def beside(*handlers):
    """Functions on hosts of their own, ready to be called."""
    runtimes.compile_c()
    with tempfile.TemporaryDirectory() as scratch, \
            contextlib.ExitStack() as stack:
        found = []
        for number, handler in enumerate(handlers):
            front = fronts.BehindHost(
                runtimes.Runtime("c", str(number), handler), scratch)
            stack.callback(front.stop)
            front.call(b"{}")
            found.append(front)
        yield found
