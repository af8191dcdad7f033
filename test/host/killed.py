"""A host with a store that is killed without warning and started again."""

from stored import store_host


class KilledHost:
    """step() kills the host and starts another one on the same store."""

    def __init__(self, folder):
        self.folder = folder
        self.host = store_host(folder / "data")

    def step(self):
        self.host.kill()
        self.host.close()
        self.host = store_host(self.folder / "data")

    def close(self):
        self.host.close()
