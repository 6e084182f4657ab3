"""A Slurm of one node, this machine, that lives as long as it is used: for tests, as root."""
import os
import socket
import subprocess
import time
from pathlib import Path

CONFIGURATION = """ClusterName=habazip
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmctldPort={controller_port}
SlurmdPort={node_port}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
SlurmdParameters=config_overrides
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


class Slurm:
    """Starts munged, slurmctld and slurmd, and ends them with the block."""

    def __init__(self, folder, cores):
        self.folder, self.cores = Path(folder), cores
        self.daemons = []

    def __enter__(self):
        munge = self.folder / "munge"
        for path in (self.folder, munge, self.folder / "state", self.folder / "spool"):
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o711)
        (munge / "key").write_bytes(os.urandom(128))
        (munge / "key").chmod(0o400)
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], user="root", folder=self.folder, cores=self.cores,
            controller_port=free_port(), node_port=free_port()))
        self.environment = {**os.environ, "SLURM_CONF": str(self.folder / "slurm.conf")}
        self.start("munged", "--force", "--foreground", *(
            f"--{name}-file={munge / name}" for name in ("key", "pid", "log", "seed")), f"--socket={munge / 'socket'}")
        self.wait_until(lambda: (munge / "socket").exists(), "munged makes no socket")
        self.start("slurmctld", "-D")
        self.start("slurmd", "-D")
        self.wait_until(lambda: "idle" in self.call("sinfo", "-h", "-o", "%T", check=False), "the node does not come up")
        self.version = self.call("sinfo", "--version").strip()
        return self

    def __exit__(self, *_):
        for daemon in reversed(self.daemons):
            daemon.terminate()
        for daemon in self.daemons:
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()

    def start(self, *command):
        log = open(self.folder / f"{command[0]}.out", "wb")
        self.daemons.append(subprocess.Popen(
            command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def call(self, *command, check=True):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=check).stdout

    def wait_until(self, is_so, otherwise, seconds=60):
        end = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > end:
                raise RuntimeError(f"Slurm: {otherwise}")
            time.sleep(0.2)

    def array(self, script, tasks, words, output):
        """Submits an array and gives its number."""
        return self.call(
            "sbatch", "--parsable", f"--array=0-{tasks - 1}", "--cpus-per-task=1", f"--output={output}",
            "--error=/dev/null", "--export=ALL", script, *map(str, words)).strip()

    def is_busy(self, job):
        """Whether anything of a job waits or runs."""
        return bool(self.call("squeue", "-h", "-j", job, check=False).strip())

    def wait(self, job):
        while self.is_busy(job):
            time.sleep(0.3)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
