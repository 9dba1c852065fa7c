"""Checkpoints of a training that is under way: what a program needs to go on as if never stopped.

Public names: :class:`~theanornn.checkpointing.folder.Folder`, the files of one training;
:mod:`~theanornn.checkpointing.files`, one of them; :mod:`~theanornn.checkpointing.plain`, what may
stand in it; :mod:`~theanornn.checkpointing.attributes`, the state of callbacks;
:mod:`~theanornn.checkpointing.arguments`, whether it is the same training. People use them through
``fit(checkpoint=...)``, :class:`theanornn.callbacks.Checkpoint` and
:class:`theanornn.serialization.LoopCheckpoint`.
"""
