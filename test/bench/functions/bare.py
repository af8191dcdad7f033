import os

os.write(1, os.read(0, 65536))
