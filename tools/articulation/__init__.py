"""The network that hears a mouth: made speech, training, evaluation, export.

``python -m tools.articulation`` does all of it; see ``docs/models.md`` for what came out.
"""

import os

# Waiting threads of NumPy's matrix library slow down the processes that make examples.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
