#!/bin/bash
# Trains experts by mpirun, which here only starts processes: habazip passes no messages.
#
#   Examples/cluster/mpirun.sh PROCESSES DATASET FOLDER [OPTIONS OF habazip experts]
#   HOSTS=FILE Examples/cluster/mpirun.sh …        # FILE: mpirun's host file, with the same paths on all machines
#
# Where one process ends with an error or is killed, mpirun ends all the others: run it again, what is done is kept.
set -euo pipefail

processes=$1 dataset=$2 folder=$3
threads=$(($(nproc) / processes))
where=(--oversubscribe)
if [[ -n "${HOSTS:-}" ]]; then where=(--hostfile "$HOSTS"); fi

exec mpirun -np "$processes" --bind-to none "${where[@]}" \
  "${HABAZIP:-habazip}" experts "$dataset" -o "$folder" --threads $((threads > 0 ? threads : 1)) "${@:4}"
