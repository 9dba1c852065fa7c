"""A build backend that runs nothing of the package it is asked about.

pip hands a source archive over only after it has asked the build system for the package's name
and version, which as a rule means running its ``setup.py``. `theanornn.datasets.cache` wants the
data in the archive and none of its code: it copies this file to where pip looks for setuptools.
It is never imported by theanornn.
"""

import os
import sys

__legacy__ = sys.modules[__name__]


def get_requires_for_build_wheel(config_settings=None):
    """Nothing is needed, since nothing is built."""
    return []


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """Write the name and version that the caller already knows."""
    name = os.environ["THEANORNN_ARCHIVE_NAME"]
    version = os.environ["THEANORNN_ARCHIVE_VERSION"]
    folder = f"{name}-{version}.dist-info"
    os.mkdir(os.path.join(metadata_directory, folder))
    with open(os.path.join(metadata_directory, folder, "METADATA"), "w") as metadata:
        metadata.write(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    return folder
