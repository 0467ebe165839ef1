"""Starts martlet_bootstrap, which is a module because a script's compiled form is never kept.

compile.sh keeps it for the interpreters of the machine: that saves each cold start 2 ms.
"""

import sys

_path = sys.path[:]
sys.path.insert(0, __file__.rpartition("/")[0])
import martlet_bootstrap

sys.path = _path

if __name__ == "__main__":
    martlet_bootstrap.serve(*martlet_bootstrap.start())
