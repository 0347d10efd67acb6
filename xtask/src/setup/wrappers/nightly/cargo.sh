#!/bin/sh
# worker-build asks for "the" nightly; this is the pinned one.
case "${1-}" in +*) shift ;; esac
export RUSTC="@RUSTC@"
exec "@CARGO@" "$@"
