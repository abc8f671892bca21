#!/usr/bin/env python3
"""Krippendorff's alpha of the two labellings in double_labels.csv, per head, with a 95 % interval.

    pip install krippendorff numpy
    python training/agreement.py

Nominal alpha (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"), computed by the package `krippendorff`;
the interval is the 2.5th to 97.5th percentile of 1,000 bootstrap draws of whole articles, seed 1.
"""
import collections
import csv
import pathlib
import random

import krippendorff
import numpy as np

HERE = pathlib.Path(__file__).parent
HEADS = ["thesis", "target", "pashinyan", "nato", "russia", "sentiment"]


def alpha(units):
    return krippendorff.alpha(units, level_of_measurement="nominal", value_domain=list(range(4)))


def main():
    rows = list(csv.DictReader(open(HERE / "double_labels.csv", encoding="utf-8")))
    by_article = collections.defaultdict(list)
    for index, row in enumerate(rows):
        by_article[row["article"]].append(index)
    articles = sorted(by_article)
    print("| head | n | same label, % | alpha | 95 % interval |\n|---|---|---|---|---|")
    for head in HEADS:
        classes = sorted({row[f"{head}_{labelling}"] for row in rows for labelling in (1, 2)})
        units = np.array([[classes.index(row[f"{head}_{labelling}"]) for row in rows] for labelling in (1, 2)])
        generator, draws = random.Random(1), []
        for _ in range(1000):
            drawn = [index for article in generator.choices(articles, k=len(articles)) for index in by_article[article]]
            draws.append(alpha(units[:, drawn]))
        low, high = np.percentile(draws, [2.5, 97.5])
        same = 100 * (units[0] == units[1]).mean()
        print(f"| {head} | {len(rows):,} | {same:.1f} | {alpha(units):.2f} | {low:.2f} to {high:.2f} |")


if __name__ == "__main__":
    main()
