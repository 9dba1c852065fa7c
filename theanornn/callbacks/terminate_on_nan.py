"""TerminateOnNaN: end training when the loss is no number any more."""

import math

from theanornn.callbacks.base import Callback


class TerminateOnNaN(Callback):
    """Stops training after a batch whose loss is NaN or infinite."""

    def on_batch_end(self, batch, logs=None):
        loss = (logs or {}).get("loss")
        skipped = (logs or {}).get("skipped")  # by fit(on_nan="skip")
        if loss is not None and not math.isfinite(loss) and not skipped:
            print(f"Batch {batch}: the loss is {loss:g}, training ends")
            self.model.stop_training = True
