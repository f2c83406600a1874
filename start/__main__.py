"""`python3 start`: which Python is running, and what to do then. Any Python from 2.7 on can read this file."""

import os
import sys

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from start import said

if sys.version_info < (3, 6):
    said.tell("python-too-old", found="%d.%d" % sys.version_info[:2])
    sys.exit(2)

from start.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
