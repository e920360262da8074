# SPDX-License-Identifier: ISC
# Made by scripts/otlsapi from the headers.
from .._otls import *
from . import raw as raw

ABI: int
