"""The event and the context of an invocation, from what the bootstrap sent."""

import json
import logging
import sys
import time

from .errors import BridgeError

W3C_NAMES = ("traceparent", "tracestate", "baggage")


class Members:
    """An object of named members, each None if it is absent."""

    def __init__(self, names, values):
        for name in names.split():
            setattr(self, name, values.get(name))

    def __repr__(self):
        listed = ",".join(f"{k}={v}" for k, v in vars(self).items()
                          if not k.startswith("_"))
        return f"{type(self).__name__}([{listed}])"


class CognitoIdentity(Members):
    """context.identity"""


class Client(Members):
    """context.client_context.client"""


class ClientContext(Members):
    """context.client_context"""

    def __init__(self, values):
        super().__init__("custom env client", values)
        if self.client is not None:
            self.client = Client(
                "installation_id app_title app_version_name app_version_code "
                "app_package_name", self.client)


class LambdaContext(Members):
    """What AWS's client for Python gives as `context`. `fixed` is the same for all
    events of this process, `call` is of this one."""

    def __init__(self, fixed, call):
        super().__init__("", {})
        self.aws_request_id = call.get("awsRequestId")
        self.log_group_name = fixed.get("logGroupName")
        self.log_stream_name = fixed.get("logStreamName")
        self.function_name = fixed.get("functionName")
        self.memory_limit_in_mb = fixed.get("memoryLimitInMB")
        self.function_version = fixed.get("functionVersion")
        self.invoked_function_arn = call.get("invokedFunctionArn")
        client = parse_object(call.get("clientContext"), "Client Context")
        self._w3c = take_w3c(client)
        self.client_context = None if client is None else ClientContext(client)
        identity = parse_object(call.get("identity"), "Cognito Identity") or {}
        self.identity = CognitoIdentity(
            "cognito_identity_id cognito_identity_pool_id",
            {"cognito_identity_id": identity.get("cognitoIdentityId"),
             "cognito_identity_pool_id": identity.get("cognitoIdentityPoolId")})
        self.tenant_id = call.get("tenantId")
        self._deadline_ms = call.get("deadlineMs", 0)

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def w3c(self):
        """The W3C trace context at the time of the call."""
        return dict(self._w3c)

    def log(self, msg):
        for handler in logging.getLogger().handlers:
            if hasattr(handler, "log_sink"):
                handler.log_sink.log(str(msg))
                return
        sys.stdout.write(str(msg))


def take_w3c(client):
    """Member w3c of the client context, which handlers do not see there."""
    found = client.pop("w3c", None) if client else None
    found = found if isinstance(found, dict) else {}
    return {name: found[name] for name in W3C_NAMES
            if isinstance(found.get(name), str)}


def parse_object(text, what):
    """None if there is no text."""
    try:
        value = json.loads(text) if text else None
    except ValueError as error:
        raise BridgeError("LambdaContextUnmarshalError",
                          f"Unable to parse {what} JSON: {error}") from error
    if value is not None and not isinstance(value, dict):
        raise BridgeError("LambdaContextUnmarshalError",
                          f"Unable to parse {what} JSON: it is no object")
    return value


def parse_event(data):
    """An event of 0 bytes is {}, as on AWS."""
    try:
        return json.loads(data) if data else {}
    except (ValueError, RecursionError) as error:
        raise BridgeError("UnmarshalError",
                          f"Unable to unmarshal input: {error}") from error
