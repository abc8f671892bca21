#!/usr/bin/env python3
"""Counts the instructions of a classification and of a training, and fails if one takes over 3 % more than is on record.

    cargo build --release
    python3 benches/instructions.py             # compare with benches/instructions.json
    python3 benches/instructions.py --write     # put down today's counts

Counted by `valgrind --tool=callgrind`, with one thread; unlike seconds, instructions hardly vary from run to run.
"""
import csv, json, re, subprocess, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "benches/instructions.json"
GROWTH = 0.03
OPTIONS = ["comments.csv", "--topic", "topic.toml", "--threads", "1"]
COMMANDS = {
    "classify the dev articles": (lambda row: row["split"] == "dev", ["classify", *OPTIONS, "--to", "csv", "-o", "out.csv"]),
    "train on three articles": (lambda row: row["article"] in ("a1", "b1", "c1"), ["train", *OPTIONS, "--folds", "2", "-o", "out.model"]),
}

def part_of_corpus(takes, folder):
    """Writes some rows of the corpus and their articles, so that counts do not grow with what is not used of it."""
    with open(ROOT / "training/comments.csv", newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if takes(row)]
    with open(folder / "comments.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    head, *articles = (ROOT / "training/topic.toml").read_text(encoding="utf-8").split("\n[[article]]\n")
    ids = {f'id = "{row["article"]}"' for row in rows}
    kept = [article for article in articles if article.split("\n", 1)[0] in ids]
    assert len(kept) == len(ids), "an article is not in the topic file"
    (folder / "topic.toml").write_text("\n[[article]]\n".join([head, *kept]), encoding="utf-8")

def count(takes, arguments):
    with tempfile.TemporaryDirectory() as folder:
        part_of_corpus(takes, Path(folder))
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=callgrind", ROOT / "target/release/hustings"]
        done = subprocess.run([*command, *arguments], cwd=folder, capture_output=True, text=True)
        found = re.search(r"Collected : (\d+)|I +refs: +([\d,]+)", done.stderr)
        if done.returncode or not found:
            sys.exit(f"{' '.join(arguments)}:\n{done.stderr}")
        return int((found[1] or found[2]).replace(",", ""))

def main():
    counts = {what: count(*command) for what, command in COMMANDS.items()}
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
