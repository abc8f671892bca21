#!/usr/bin/env python3
"""Counts the instructions of a classification and of a training, and fails if one takes over 3 % more than is on record.

    cargo build --release
    python3 benches/instructions.py             # compare with benches/instructions.json
    python3 benches/instructions.py --write     # put down today's counts

Counted by `valgrind --tool=callgrind`, with one thread; unlike seconds, instructions hardly vary from run to run.
"""
import json, re, subprocess, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "benches/instructions.json"
GROWTH = 0.03
CORPUS = ["training/comments.csv", "--topic", "training/topic.toml", "--threads", "1"]
COMMANDS = {
    "classify the dev articles": ["classify", *CORPUS, "--where", "split=dev", "--to", "csv", "-o", "out.csv"],
    "train on three articles": ["train", *CORPUS, "--where", "article=a1,b1,c1", "--folds", "2", "-o", "out.model"],
}

def count(arguments):
    with tempfile.TemporaryDirectory() as folder:
        arguments = [argument.replace("out.", f"{folder}/out.") for argument in arguments]
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/callgrind", "target/release/hustings"]
        done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, text=True)
        found = re.search(r"Collected : (\d+)|I +refs: +([\d,]+)", done.stderr)
        if done.returncode or not found:
            sys.exit(f"{' '.join(arguments)}:\n{done.stderr}")
        return int((found[1] or found[2]).replace(",", ""))

def main():
    counts = {what: count(arguments) for what, arguments in COMMANDS.items()}
    if "--write" in sys.argv[1:]:
        RECORD.write_text(json.dumps(counts, indent=2) + "\n")
    record = json.loads(RECORD.read_text())
    grown = False
    for what, now in counts.items():
        growth = now / record[what] - 1
        grown |= growth > GROWTH
        print(f"{what}: {now:,} instructions, {growth:+.1%} of {record[what]:,} on record")
    if grown:
        sys.exit(f"more than {GROWTH:.0%} above the record; make it cheaper, or say why and run with --write")

if __name__ == "__main__":
    main()
