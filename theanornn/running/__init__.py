"""``theanornn run``: scripts of Keras 1 and 2, unchanged, on today's Python.

Modules: :mod:`command` (the command line), :mod:`program` (a script as ``__main__``),
:mod:`alias` (``import keras``), :mod:`sources` and :mod:`loading` (what is read differently in a
script and the modules beside it), :mod:`python2`, :mod:`old_syntax_tree`, :mod:`old_names`,
:mod:`old_modules`, :mod:`old_attributes` (the scars of age), :mod:`tree_facts`, :mod:`generation`
(Keras 1 or 2), :mod:`hints` (what to say when a script ends in an error), :mod:`notices`,
:mod:`check`.
"""
