"""Runs of the command that are watched from outside, for Scripts/kill-test, Scripts/race-test and Scripts/resume-test."""
import os
import subprocess
import time


def start(command):
    """Starts a command, whose errors can be read from its stderr."""
    return subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def wait(process, seconds):
    """Waits some seconds, but not beyond the process's end."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        time.sleep(min(0.0005, max(0, end - time.monotonic())))


def unfinished(process, folder):
    """What the process has begun to write in a folder: temporary names there, and open files without any name."""
    names = [name for name in os.listdir(folder) if ".haba.tmp" in name]
    files = f"/proc/{process.pid}/fd"
    try:
        for descriptor in os.listdir(files):
            target = os.readlink(f"{files}/{descriptor}")
            if target.startswith(f"{folder}/#") and target.endswith(" (deleted)"):
                names.append(target)
    except OSError:
        pass  # It has ended.
    return names


def wait_for_writing(process, folder):
    """Waits until writing begins, without sleeping: small files are written in a moment."""
    while process.poll() is None:
        if unfinished(process, folder):
            return
