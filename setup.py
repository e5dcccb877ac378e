"""The compiled modules and their directives; everything else is in pyproject.toml."""

import os
import sys
from pathlib import Path

import numpy
from Cython.Build import cythonize
from setuptools import Extension, setup

MODULES = [
    "number",
    "scan",
    "plan",
    "record",
    "orderbook",
    "event",
    "book",
    "sequence",
    "live",
    "samples",
    "normalize",
    "limiter",
]
CHECKED = os.environ.get("BTFAST_CHECKED") == "1"  # a build with every bound checked, for the test suite

if sys.platform == "win32":
    FLAGS = ["/O2", "/fp:precise"]
else:
    FLAGS = ["-O3", "-fno-plt", "-fno-semantic-interposition", "-fvisibility=hidden", "-ffp-contract=off"]
    FLAGS += os.environ.get("BTFAST_CFLAGS", "").split()


def extension(name: str) -> Extension:
    return Extension(
        f"btfast._core.{name}",
        [f"btfast/_core/{name}.pyx"],
        include_dirs=["btfast/_core", numpy.get_include()],
        define_macros=[("NPY_NO_DEPRECATED_API", "NPY_1_7_API_VERSION")],
        depends=[str(path) for path in Path("btfast/_core").glob("*.h")],
        extra_compile_args=FLAGS,
        extra_link_args=os.environ.get("BTFAST_LDFLAGS", "").split(),
    )


setup(
    options={"build_ext": {"parallel": os.cpu_count()}},
    ext_modules=cythonize(
        [extension(name) for name in MODULES],
        compiler_directives={
            "language_level": 3,
            "embedsignature": True,
            "binding": False,
            "cdivision": True,
            "initializedcheck": CHECKED,
            "boundscheck": True,
            "wraparound": False,
        },
    ),
)
