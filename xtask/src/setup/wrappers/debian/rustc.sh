#!/bin/sh
# Debian's compiler, unpacked here; the toolchain that a caller asks for with +name is this one.
case "${1-}" in +*) shift ;; esac
export LD_LIBRARY_PATH="@LIBRARIES@${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
exec "@RUSTC@" "$@"
