# SPDX-License-Identifier: ISC
"""The parts of scripts/otlsapi; docs/internals/api-generator.rst says how
they fit together."""
