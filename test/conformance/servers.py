"""The servers dayfly's own bootstrap is tried under: both halves of the real
Runtime Interface Emulator, and dayfly's host."""

import re

from parts import BIN, ROOT, TOOLS
from parts import Host, Rie, clean_env, free_port, wait_for

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

# In a namespace of its own, so that the machine's /var stays as it is.
LAID_OUT = """
mount -t tmpfs none /var
mkdir -p /var/task /var/runtime/real
cp "$2/bootstrap" /var/runtime/real/bootstrap
cp -R "$3" /var/runtime/real/dayfly
printf '#!/bin/sh\\nunset none %s\\nexec /var/runtime/real/bootstrap\\n' \
    "$4" >/var/runtime/bootstrap
chmod 755 /var/runtime/bootstrap
mount --bind "$1" /var/task
cd /var/task
shift 4
exec "$@"
"""


class RieM(Rie):
    """The half that runs with AWS_LAMBDA_MAX_CONCURRENCY: it starts
    /var/runtime/bootstrap at once, as uid 993, and cannot start it again.
    The namespace takes root. `forget` is a variable the bootstrap is not to see."""

    name = "rie-m"

    def __init__(self, folder, handler, timeout=2, forget="", **env):
        folder.chmod(0o777)
        self.port = free_port()
        self.start(
            ["unshare", "-m", "sh", "-ec", LAID_OUT, "sh", folder, BIN,
             ROOT / "bridge", forget,
             TOOLS / "aws-lambda-rie", "--log-level", "error",
             "--runtime-interface-emulator-address", f"127.0.0.1:{self.port}",
             "--runtime-api-address", f"127.0.0.1:{free_port()}"],
            clean_env(**{"AWS_LAMBDA_FUNCTION_TIMEOUT": timeout,
                         "AWS_LAMBDA_MAX_CONCURRENCY": 1,
                         "LAMBDA_TASK_ROOT": "/var/task",
                         "_HANDLER": handler, **env}), folder)
        wait_for(lambda: self.listens() or self.process.poll() is not None,
                 what="the emulator's start")
        assert not re.search("^(unshare|mount):", self.log, re.M), self.log


SERVERS = {"rie": Rie, "rie-m": RieM, "host": Host}


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
