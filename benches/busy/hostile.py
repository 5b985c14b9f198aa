"""Gives `samband busy` hostile texts of ten million bytes, and says how long each took and how much
memory. More than two seconds of work or 256 MB, or an end by anything but an answer or an error, fails:
how long one waits depends on what else the machine does."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hostile_files import FROM, HOSTILE, OWNER, TO

MOST_SECONDS, MOST_MEGABYTES = 2.0, 256


def run(command):
    """Exit code, seconds, seconds of the processor, and peak memory in megabytes of one process."""
    with open(os.devnull, "wb") as nowhere:
        silence = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), number) for number in (1, 2)]
        began = time.perf_counter()
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=silence)
        _, status, used = os.wait4(pid, 0)
        took = time.perf_counter() - began
    worked = used.ru_utime + used.ru_stime
    return os.waitstatus_to_exitcode(status), took, worked, used.ru_maxrss / 1_024


def main():
    samband, bad = sys.argv[1], []
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: the memory of this one is counted in every child.
        files = Path(__file__).with_name("hostile_files.py")
        subprocess.run([sys.executable, str(files), folder], check=True)
        for number, name in enumerate(HOSTILE):
            file = str(Path(folder) / f"{number}.ics")
            ends = ["--from", FROM, "--to", TO, "--owner", OWNER]
            code, took, worked, memory = run([samband, "busy", file, *ends])
            said = {0: "read", 2: "refused"}.get(code, f"ended with {code}")
            print(f"{name:45} {said:8} {took:5.2f} s, {worked:5.2f} s of work, {memory:5.0f} MB")
            if code not in (0, 2) or worked > MOST_SECONDS or memory > MOST_MEGABYTES:
                bad.append(name)
    if bad:
        sys.exit("too much: " + ", ".join(bad))
    print(f"{len(HOSTILE)} texts, each within {MOST_SECONDS:.0f} s of work and {MOST_MEGABYTES} MB")


main()
