"""`python -m benchmarks`: see `benchmarks.turns`."""

from __future__ import annotations

import sys

from benchmarks.turns import main

sys.exit(main())
