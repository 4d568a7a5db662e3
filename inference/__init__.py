"""Speech, faces and lip-sync; knows nothing of the web."""

import os

# Our matrices are small and many. OpenBLAS would share each among all cores and let the idle ones
# wait in a loop, which took a quarter of the processor from encoding. Read when NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
