#!/usr/bin/env python3
"""Classifies a million comments from CSV, JSONL and compressed dumps: peak memory, order, and a killed run gone on with.

    python3 benches/stream.py [--shared ../shared] [--n 1000000] [--folder FOLDER]

Comments are made by repeating and shuffling the texts of the public sets in `--shared`; every third answers one of the
twenty before it. Needs the release build and the program zstd. Prints a Markdown table.
"""

import argparse
import csv
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PROGRAM = HERE / "target/release/hustings"


def texts(shared):
    """All comments of the public sets."""
    csv.field_size_limit(1 << 30)
    found = set()
    for path in sorted((shared / "data").glob("*/*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            found.update(row["text"] for row in csv.DictReader(file) if row.get("text"))
    if not found:
        sys.exit(f"{shared}/data: no CSV with a column text was found; name the folder with --shared")
    return sorted(found)


def comments(all_texts, n, seed=1):
    """Id, parent, author and text of n comments."""
    rng = random.Random(seed)
    order = []
    for index in range(n):
        if not order:
            order = list(range(len(all_texts)))
            rng.shuffle(order)
        parent = f"c{index - rng.randint(1, 20)}" if index >= 20 and index % 3 == 0 else ""
        yield f"c{index}", parent, f"user{rng.randint(1, 50_000)}", all_texts[order.pop()]


def write_all(folder, all_texts, n):
    """The same comments as CSV, as JSONL, and as a dump of Reddit's shape, compressed."""
    names = [folder / name for name in ("all.csv", "all.jsonl", "all.ndjson")]
    with open(names[0], "w", newline="", encoding="utf-8") as a, open(names[1], "w", encoding="utf-8") as b, open(
        names[2], "w", encoding="utf-8"
    ) as c:
        table = csv.writer(a)
        table.writerow(["id", "parent_id", "author", "text"])
        for identity, parent, author, text in comments(all_texts, n):
            table.writerow([identity, parent, author, text])
            row = {"id": identity, "parent_id": parent or None, "author": author, "text": text}
            b.write(json.dumps(row, ensure_ascii=False) + "\n")
            above = f"t1_{parent}" if parent else "t3_post"
            row = {"id": identity, "parent_id": above, "link_id": "t3_post", "author": author, "body": text}
            c.write(json.dumps({**row, "created_utc": 1700000000, "subreddit": "x"}) + "\n")
    subprocess.run(["zstd", "-q", "-f", "--rm", str(names[2])], check=True)
    return [names[0], names[1], folder / "all.ndjson.zst"]


def run(arguments):
    """Seconds, peak memory in MB, status."""
    begun = time.monotonic()
    child = subprocess.Popen([PROGRAM, *map(str, arguments)], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    return time.monotonic() - begun, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def ids(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [row[0] for row in csv.reader(file)][1:]


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def kill_and_resume(source, out, seconds, rng):
    """Kills a run three times at random moments, then lets it end; how many comments the state held each time."""
    held = []
    for _ in range(3):
        resume = ["--resume"] if held else []
        child = subprocess.Popen([PROGRAM, "classify", source, "-o", out, *resume], stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.1, 0.3) * seconds)
        child.send_signal(signal.SIGKILL)
        child.wait()
        state = Path(f"{out}.partial.state")
        held.append(json.loads(state.read_text())["comments"] if state.exists() else 0)
    _, _, status = run(["classify", source, "-o", out, "--resume"])
    return held, status


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=HERE.parent / "shared")
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the files are made and stay; else they are removed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        sources = write_all(folder, texts(options.shared), options.n)
        expected = [f"c{index}" for index in range(options.n)]
        print(f"{options.n} comments\n\n| file | MB | seconds | comments/s | peak MB | complete, in order |\n|---|---|---|---|---|---|")
        failed = False
        for source in sources:
            out = folder / f"{source.name}.out.csv"
            seconds, peak, status = run(["classify", source, "-o", out])
            whole = status == 0 and ids(out) == expected
            failed |= not whole or peak > 200
            size = source.stat().st_size / 1e6
            print(f"| {source.name} | {size:.0f} | {seconds:.1f} | {options.n / seconds:.0f} | {peak:.0f} | {'yes' if whole else 'NO'} |", flush=True)
        whole = folder / "all.csv.out.csv"
        out = folder / "resumed.csv"
        held, status = kill_and_resume(sources[0], out, seconds, random.Random(time.time()))
        same = status == 0 and digest(out) == digest(whole)
        print(f"\nkilled three times, with {held} comments done: the output {'is the same' if same else 'DIFFERS'}")
        sys.exit(failed or not same)


if __name__ == "__main__":
    main()
