#!/bin/sh
# The JAX build on an NVIDIA GPU: first its tests, then its times. Run it from a checkout, on a
# machine with a GPU, in an environment where theanornn and a JAX for the GPU are installed:
#
#     pip install ".[jax,test]" "jax[cuda12]" && benchmarks/on_gpu.sh results
#
# Nothing here has been measured yet. Times are those of the clock (hence two threads: with one, the
# benchmarks take the processor's time, in which a GPU is idle). Each result is an array of NumPy,
# so a call ends when the GPU has done.
set -eu

folder=${1:-.}
mkdir -p "$folder"
cd "$(dirname "$0")/.."

python - <<'PROGRAM'
import jax

print("JAX", jax.__version__, "on", jax.local_devices(backend="gpu")[0].device_kind)
PROGRAM

# Gradients on a GPU differ from those of C in the fourth digit where products use TF32.
export JAX_DEFAULT_MATMUL_PRECISION="${JAX_DEFAULT_MATMUL_PRECISION:-highest}"
# The tests ask for 'jax-cpu' by name; on a GPU machine this runs them there first.
python -m pytest -q tests/runtime/jax tests/runtime/test_builds.py
THEANORNN_BUILD=jax-gpu python -m pytest -q tests/models/test_golden.py

python benchmarks/recurrence.py --builds cpu jax-cpu jax-gpu --peers jax torch --threads 2 \
    --json "$folder/recurrence_gpu.json"
python benchmarks/training_step.py --builds cpu jax-cpu jax-gpu --peers torch keras-jax \
    --threads 2 --json "$folder/training_step_gpu.json"
