#!/bin/sh
# The pinned nightly, whichever toolchain a caller asks for with +name.
case "${1-}" in +*) shift ;; esac
exec "@RUSTC@" "$@"
