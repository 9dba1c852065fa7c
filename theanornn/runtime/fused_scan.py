"""``theano.scan`` that fuses what can be fused, for programs that are not to be changed at all.

With ``THEANORNN_SCAN=fused`` in the environment it is `theanornn.scan`.
"""

import functools
import os
import sys

_HOLDERS = ("theano", "theano.scan", "theano.scan.basic", "theano.scan.views")


def offer(basic):
    """Put `theanornn.scan` in the place of ``theano.scan``, if the environment asks for it."""
    wanted = os.environ.get("THEANORNN_SCAN", "theano")
    if wanted not in ("fused", "theano"):
        print(
            f"theanornn: THEANORNN_SCAN is {wanted!r}, expected 'fused' or 'theano'; it is ignored",
            file=sys.stderr,
        )
    if wanted != "fused":
        return
    original = basic.scan

    @functools.wraps(original)
    def scan(*arguments, **options):
        from theanornn.scanning import scan as ours  # imports theano, which is being imported now

        return ours(*arguments, **options)

    for name in _HOLDERS:
        holder = sys.modules.get(name)
        if holder is not None and vars(holder).get("scan") is original:
            holder.scan = scan
