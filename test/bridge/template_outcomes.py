"""What a copy of a C program of template_case.py writes when it gets its event, by
the name of the case."""

import os

COPIED = {
    "threads/futex": ["tls 42 name dreamer blocked 1 fresh 1 self 1", "joined"],
    "threads/robust": ["dead 1"],
    "threads/epoll_wait": ["event cafe"],
    "threads/read": ["read 1 k"],
    "threads/sleep": ["slept"],
    "threads/main_mask": ["usr2 1 term 0 sid 1 dumpable 0 control 0"],
    "descriptors/eventfd": ["sum 6 one 1 close 1 block 0"],
    "descriptors/epoll": [f"before 0 after 1 data {1 << 40:x} twin 7"],
    "descriptors/pipe": [f"5 held+ {os.O_NONBLOCK} 0"],
    "descriptors/pair": ["5 hello"],
    "descriptors/stdout_twin": ["through the twin"],
    "files/devices": ["1 1 1"],
    "files/dont_fork": ["kept"],
}
