#!/bin/bash
# Trains experts as a Slurm array: each task is one process, on whatever node it gets.
#
#   sbatch --array=0-7 --cpus-per-task=4 Examples/cluster/slurm.sh DATASET FOLDER [OPTIONS OF habazip experts]
#
# A minute before the time limit the task is interrupted, so that another can take its expert at once. One that is
# preempted or whose node is lost is requeued; till then its expert waits for ten minutes, and then for anybody.
#SBATCH --job-name=experts
#SBATCH --requeue
#SBATCH --signal=B:INT@60
set -euo pipefail

# In habazip's place, so that the signal is habazip's.
exec "${HABAZIP:-habazip}" experts "$1" -o "$2" --threads "${SLURM_CPUS_PER_TASK:-1}" "${@:3}"
