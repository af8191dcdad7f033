raise ValueError("told not to start")
