"""The handler's result as JSON."""

import json
import types

from .errors import BridgeError


def decimal_as_float(value):
    """What json.dumps calls for a type that it does not know."""
    if type(value).__name__ == "Decimal":
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON "
                    "serializable")


def serialize_result(result):
    if isinstance(result, types.CoroutineType):
        result.close()
        raise BridgeError(
            "MarshalError",
            "Unable to marshal response: the handler is `async def`; "
            "make it `def`, and let asyncio.run() call what is async")
    try:
        text = json.dumps(result, ensure_ascii=False, allow_nan=False,
                          default=decimal_as_float)
        text.encode()
        return text
    except Exception as error:
        raise BridgeError("MarshalError",
                          f"Unable to marshal response: {error}") from error
