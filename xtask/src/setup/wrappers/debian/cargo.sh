#!/bin/sh
# worker-build asks for a nightly cargo that rebuilds std; the std beside this compiler is built already.
case "${1-}" in +*) shift ;; esac
skip=no
for argument do
  shift
  if [ "$skip" = yes ]; then
    skip=no
    continue
  fi
  case "$argument" in
    -Z) skip=yes ;;
    -Zbuild-std=*) ;;
    *) set -- "$@" "$argument" ;;
  esac
done
export RUSTC="$(dirname "$0")/rustc"
exec "@CARGO@" "$@"
