"""The servers dayfly's own bootstrap is tried under: both halves of the real
Runtime Interface Emulator, and dayfly's host."""

from managed import RieM
from parts import TOOLS, Host, Rie, clean_env, free_port, wait_for

# A shell function, as the emulator's uid 993 may read no more than /usr and
# its folder. It does as the event's text says.
FUNCTION = r"""
#!/bin/sh
event=$(cat)
case $event in
*error*) echo '{"errorType":"Sad","errorMessage":"told to fail"}'; exit 1 ;;
*crash*) kill -SEGV $$ ;;
*hang*) exec sleep 3600 ;;
*wait*) touch began; until [ -e gate ]; do sleep 0.01; done ;;
esac
cat <<END
{"event": $event, "pid": $$, "id": "$DAYFLY_REQUEST_ID",
 "tenant": "$DAYFLY_TENANT_ID", "custom": ${DAYFLY_CLIENT_CONTEXT:-null},
 "trace": "$_X_AMZN_TRACE_ID", "deadline": $DAYFLY_DEADLINE_MS}
END
"""

class RieM16(RieM):
    """The same, with a bootstrap of sixteen lanes."""

    name = "rie-m-16"

    def __init__(self, folder, handler, **more):
        super().__init__(folder, handler, AWS_LAMBDA_MAX_CONCURRENCY=16,
                         **more)


class Host16(Host):
    """dayfly serve, where the function's manifest asks for sixteen at once."""

    name = "host-16"

    def __init__(self, folder, handler, **more):
        super().__init__(folder, handler, manifest={"concurrency": 16}, **more)


SERVERS = {"rie": Rie, "rie-m": RieM, "rie-m-16": RieM16, "host": Host,
           "host-16": Host16}


class Departing(Rie):
    """The emulator with the bootstrap of a folder, whatever that is."""

    def __init__(self, folder, timeout=30, **env):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start(
            [TOOLS / "aws-lambda-rie", "--log-level", "error",
             "--runtime-interface-emulator-address", f"127.0.0.1:{self.port}",
             "--runtime-api-address", f"127.0.0.1:{free_port()}",
             folder / "bootstrap"],
            clean_env(AWS_LAMBDA_FUNCTION_TIMEOUT=timeout, **env), folder)
        wait_for(self.listens, what="the emulator's start")
