#!/bin/bash
# Trains experts by GNU parallel: so many processes on this machine, or on each of those that a file names.
#
#   Examples/cluster/parallel.sh PROCESSES DATASET FOLDER [OPTIONS OF habazip experts]
#   HOSTS=FILE Examples/cluster/parallel.sh …      # FILE: a machine a line, reached by ssh, with the same paths
set -euo pipefail

processes=$1 dataset=$2 folder=$3
threads=$(($(nproc) / processes))
command=("${HABAZIP:-habazip}" experts "$dataset" -o "$folder" --threads $((threads > 0 ? threads : 1)) "${@:4}")
runs=$processes
where=()
if [[ -n "${HOSTS:-}" ]]; then
  where=(--sshloginfile "$HOSTS" --workdir "$PWD")
  runs=$((processes * $(grep -c '[^[:space:]]' "$HOSTS")))
fi

# -N0: the numbers only say how often. One process that fails stops no other.
seq "$runs" | parallel --will-cite -N0 --jobs "$processes" --line-buffer --quote --halt never "${where[@]}" "${command[@]}"
