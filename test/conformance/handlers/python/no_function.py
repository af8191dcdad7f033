handler = {"a": 1}
