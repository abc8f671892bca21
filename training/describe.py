#!/usr/bin/env python3
"""Counts the corpus: the tables of DATASHEET.md, in its order. Nothing but the standard library.

    python training/describe.py
"""
import collections
import csv
import pathlib
import re
import statistics

ROWS = list(csv.DictReader(open(pathlib.Path(__file__).parent / "comments.csv", encoding="utf-8")))
BY_ID = {row["id"]: row for row in ROWS}
TARGETS = ["pashinyan", "nato", "russia"]
NAMES = {
    "pashinyan": "pashin|nikol|pashik|armenian gov|armenian pm|armenian prime|пашинян|никол|пашик",
    "nato": "nato|the west|washington|the alliance|article 5|нато|альянс|запад",
    "russia": "russia|putin|moscow|kremlin|csto|росси|русск|путин|москв|кремл|одкб",
}
PARTS = {
    "all": ROWS,
    "balanced": [row for row in ROWS if row["kind"] == "balanced"],
    "natural": [row for row in ROWS if row["kind"] == "natural"],
}
EMOJI = re.compile("[\U0001F000-\U0001FAFF\u2600-\u27BF]")


def length(row):
    return len(row["text"].split())


def depth(row):
    return 1 + depth(BY_ID[row["parent_id"]]) if row["parent_id"] else 0


def articles(rows):
    return len({row["article"] for row in rows})


def table(*columns):
    print(f"\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}")


def line(*cells):
    print("| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells) + " |")


def composition():
    depths = collections.Counter(map(depth, ROWS))
    pairs = {row["pair"] for row in ROWS if row["pair"]}
    table("", "count")
    line("comments", f"{len(ROWS):,} ({sum(map(length, ROWS)):,} words, split at white space)")
    per_article = collections.Counter(row["article"] for row in ROWS).values()
    line("articles", f"{articles(ROWS)}, each with {min(per_article)} to {max(per_article)} comments")
    for split in ["train", "dev"]:
        part = [row for row in ROWS if row["split"] == split]
        line(f"of these in {split}", f"{len(part):,} comments under {articles(part)} articles")
    line("first comments / replies", f"{depths[0]:,} / {len(ROWS) - depths[0]:,}")
    deep = sum(count for level, count in depths.items() if level >= 4)
    line("replies at depth 1 / 2 / 3 / 4 and more", " / ".join(f"{depths[level]:,}" for level in (1, 2, 3)) + f" / {deep:,}")
    line("pairs", f"{len(pairs)} ({2 * len(pairs):,} comments)")
    table("kind", "comments", "articles", "replies", "words, median", "words, mean")
    for name in ["balanced", "natural", "all"]:
        part = PARTS[name]
        lengths = [length(row) for row in part]
        replies = sum(bool(row["parent_id"]) for row in part)
        line(name, len(part), articles(part), replies, f"{statistics.median(lengths):.0f}", f"{statistics.mean(lengths):.1f}")


def pairs():
    twins = collections.defaultdict(list)
    for row in ROWS:
        if row["pair"]:
            twins[row["pair"]].append(row)
    differ = lambda head: sum(a[head] != b[head] for a, b in twins.values())
    turn = sum(any({a[t], b[t]} == {"favor", "against"} for t in TARGETS) for a, b in twins.values())
    start = sum(any(a[t] != b[t] and "none" in (a[t], b[t]) for t in TARGETS) for a, b in twins.values())
    across = sum(a["article"] != b["article"] for a, b in twins.values())
    print(f"\npairs: thesis differs in {differ('thesis')}, a target's stance turns in {turn}, goes from or to none in {start}; "
          f"{across} stand in two articles")


def venues():
    table("venue", "kind", "articles", "comments", "words, median")
    groups = collections.defaultdict(list)
    for row in ROWS:
        groups[row["kind"], row["venue"]].append(row)
    for (kind, venue), part in sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1]), group[0][1])):
        line(venue, kind, articles(part), len(part), f"{statistics.median(map(length, part)):.0f}")


def labels():
    table("head", "class", *PARTS)
    for head in ["thesis", "target", *TARGETS, "sentiment"]:
        for label, _ in sorted(collections.Counter(row[head] for row in ROWS).items()):
            count = lambda part: sum(row[head] == label for row in part)
            line(head, label, *(f"{count(part):,} ({100 * count(part) / len(part):.0f} %)" for part in PARTS.values()))
    judged = collections.Counter(sum(row[target] != "none" for target in TARGETS) for row in ROWS)
    print("\ntargets judged by a comment:", ", ".join(f"{n} in {judged[n]:,}" for n in sorted(judged)))
    sides = [{row[target] for target in TARGETS} - {"none"} for row in ROWS]
    parted = [{"negative": {"favor"}, "positive": {"against"}}.get(row["sentiment"]) == side for row, side in zip(ROWS, sides)]
    print(f"tone parted from stance (favor only and negative, against only and positive): {sum(parted):,}")


def lengths():
    table("words", *PARTS)
    for low, high in [(1, 5), (6, 10), (11, 20), (21, 40), (41, 80), (81, 160), (161, 300)]:
        line(f"{low} to {high}", *(sum(low <= length(row) <= high for row in part) for part in PARTS.values()))
    print("\nquartiles:", statistics.quantiles(map(length, ROWS), n=4), "longest:", max(map(length, ROWS)))


def traits():
    cyrillic = lambda text: sum("\u0400" <= c < "\u0530" for c in text)
    table("trait of the text", "comments")
    for name, has in {
        "mostly in Cyrillic letters": lambda text: 2 * cyrillic(text) > sum(c.isalpha() for c in text) > 0,
        "has an emoji": EMOJI.search,
        "starts with a small letter": lambda text: text[0].islower(),
        "ends without a mark (last character a letter or digit)": lambda text: text[-1].isalnum(),
        "capitals only": str.isupper,
        "has more than one paragraph": lambda text: "\n" in text,
        "begins by quoting with `>`": lambda text: text.startswith(">"),
        "contains a link (`http`, `www`)": lambda text: "http" in text or "www" in text,
    }.items():
        line(name, sum(bool(has(row["text"])) for row in ROWS))


def naming():
    table("target", "comments with a stance", "of these not naming it", "naming it with a stance", "naming it without one")
    for target, names in NAMES.items():
        named = [bool(re.search(names, row["text"].lower())) for row in ROWS]
        judged = [row[target] != "none" for row in ROWS]
        both = sum(a and b for a, b in zip(named, judged))
        line(target, sum(judged), sum(judged) - both, both, sum(named) - both)


def quarrels():
    sided = [(row, BY_ID[row["parent_id"]]) for row in ROWS if row["parent_id"]]
    sided = [(a["thesis"], b["thesis"]) for a, b in sided if "none" not in (a["thesis"], b["thesis"])]
    print(f"\nreplies with a side under a parent with one: {len(sided):,}, of them opposite: {sum(a != b for a, b in sided):,}")


if __name__ == "__main__":
    for part in [composition, pairs, venues, labels, lengths, traits, naming, quarrels]:
        part()
