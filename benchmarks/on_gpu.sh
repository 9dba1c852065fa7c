#!/bin/sh
# The JAX build on an NVIDIA GPU: first its tests, then its times beside cuDNN. Run it from a
# checkout, on a machine with a GPU, in an environment where theanornn, a JAX for the GPU and,
# for comparison, a PyTorch for it are installed:
#
#     pip install ".[jax,test]" "jax[cuda12]" torch && benchmarks/on_gpu.sh results
#
# (On Python 3.12 and later `theanornn install-engine` comes before.) What fails does not keep the
# rest from being measured; the exit status is 1 then.
#
# Nothing here has been measured yet. Builds for a GPU are timed by the clock. Each result of ours is
# an array of NumPy, so a call ends when the GPU has done; PyTorch is waited for.
set -eu

folder=${1:-.}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cd "$(dirname "$0")/.."

python - <<'PROGRAM'
import sys

try:
    import theanornn
    from theanornn.runtime.builds import mode_for

    mode_for("jax-gpu")
    import jax
except (ImportError, ValueError) as error:
    sys.exit(f"{error}")
device = jax.local_devices(backend="gpu")[0].device_kind
print(f"theanornn {theanornn.__version__}, JAX {jax.__version__} on {device}")
PROGRAM

# Gradients on a GPU differ from those of C in the fourth digit where products use TF32.
export JAX_DEFAULT_MATMUL_PRECISION="${JAX_DEFAULT_MATMUL_PRECISION:-highest}"
status=0
# The tests ask for 'jax-cpu' by name; on a GPU machine this runs them there first.
python -m pytest -q tests/runtime/jax tests/runtime/test_builds.py || status=1
THEANORNN_BUILD=jax-gpu python -m pytest -q tests/models/test_golden.py || status=1

python benchmarks/run.py --only recurrence training_step scaling --builds cpu jax-cpu jax-gpu \
    --peers torch torch-gpu --threads 2 --out "$folder" || status=1
python benchmarks/recurrence.py --large --cases 512x512 --builds cpu jax-gpu \
    --peers torch torch-gpu --threads 2 --json "$folder/large.json" >"$folder/large.md" || status=1
cat "$folder/large.md"
exit $status
