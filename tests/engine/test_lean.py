from __future__ import annotations

import subprocess
import sys

_ASKS = """
import numpy
from sklearn.utils import all_estimators
from bot.engine.lean import trust_one_estimator
functions = numpy.ufunc
trust_one_estimator()
from skops.io import _trusted_types as trusted
print(trusted.SKLEARN_ESTIMATOR_TYPE_NAMES)
print(trusted.SCIPY_UFUNC_TYPE_NAMES, trusted.NUMPY_UFUNC_TYPE_NAMES)
print(numpy.ufunc is functions, isinstance(numpy.add, numpy.ufunc))
print(len(all_estimators()) > 100)
"""


def test_a_classifier_file_may_hold_one_estimator_and_no_function() -> None:
    # In a process of its own: what was imported before would decide.
    done = subprocess.run(
        [sys.executable, "-c", _ASKS], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.splitlines() == [
        "['sklearn.linear_model._logistic.LogisticRegression']",
        "[] []",
        "True True",
        "True",
    ]
