"""What was measured: a value a row, each with the round it was taken in, and
what is to be known about the run. Written to a file, read back the same."""

import collections
import csv
import json

# figure: what was measured; server: what stood in front (host, rie, lanes, raw,
# bare); program and mode: which runtime.
Key = collections.namedtuple("Key", "figure server program mode")
COLUMNS = ["figure", "server", "program", "mode", "round", "value"]
MARK = "# "


class Samples:
    def __init__(self):
        self.rows = {}
        self.about = {}

    def add(self, key, number, value):
        # As it is written, so that what is read gives the same table.
        self.rows.setdefault(key, []).append((number, float(f"{value:.4f}")))

    def values(self, key):
        return [value for _, value in self.rows.get(key, ())]

    def by_round(self, key):
        """One value a round: of several in a round, the middle one."""
        rounds = collections.defaultdict(list)
        for number, value in self.rows.get(key, ()):
            rounds[number].append(value)
        return {n: sorted(v)[len(v) // 2] for n, v in rounds.items()}

    def keys(self, figure):
        return sorted(k for k in self.rows if k.figure == figure)

    def write(self, path):
        with open(path, "w", newline="") as f:
            f.write(MARK + json.dumps(self.about) + "\n")
            rows = csv.writer(f)
            rows.writerow(COLUMNS)
            for key, pairs in self.rows.items():
                rows.writerows([*key, n, f"{v:.4f}"] for n, v in pairs)


def read(path):
    """Raises ValueError, which tells the line, when the file is not ours."""
    samples = Samples()
    with open(path, newline="") as f:
        first = f.readline()
        if not first.startswith(MARK):
            raise ValueError(f"{path}, line 1: not a file of samples; it "
                             f"begins with '{MARK}' and what was measured")
        try:
            samples.about = json.loads(first[len(MARK):])
        except ValueError as error:
            raise ValueError(f"{path}, line 1: {error}") from error
        rows = csv.reader(f)
        if next(rows, None) != COLUMNS:
            raise ValueError(f"{path}, line 2: the columns are not "
                             + ",".join(COLUMNS))
        for row in rows:
            try:
                *key, number, value = row
                samples.add(Key(*key), int(number), float(value))
            except (TypeError, ValueError) as error:
                raise ValueError(f"{path}, line {rows.line_num + 1}: "
                                 f"{','.join(row)}: {error}") from error
    return samples
