rate = 19
