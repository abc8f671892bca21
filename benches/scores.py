#!/usr/bin/env python3
"""Scores of hustings with intervals, comparisons of two sets of predictions, and cross-validated predictions.

    python3 -m venv .venv && . .venv/bin/activate && pip install numpy 'scikit-learn>=1.6'
    hustings classify held_out.csv --topic training/topic.toml --to jsonl -o predictions.jsonl
    python benches/scores.py scores held_out.csv predictions.jsonl --train training/comments.csv
    python benches/scores.py cross training/comments.csv --topic training/topic.toml -o a.jsonl
    python benches/scores.py cross training/comments.csv --topic training/topic.toml -o b.jsonl --train-args="--seed 2"
    python benches/scores.py compare training/comments.csv a.jsonl b.jsonl

LABELLED.csv is wide (a column per head, empty = unlabelled) or long (columns id, text, target, stance; each target is a
head). It is joined to the predictions, JSONL as hustings writes it, by id. Tables are Markdown, on standard output.

macro-F1   mean of F1 over the classes that occur in truth or prediction; F_avg: of favor and against, for stance heads
log-loss   mean of -ln(probability of the truth), in nats; predictions have six decimals, so 0 counts as 0.0000005
ECE        expected calibration error, 15 bins of equal width; of the most probable class, which may not be the label
majority   the most frequent class in --train (else in the scored rows); its log-loss is that of the class shares
pooled     the targets' comments taken together (stance heads without thesis); mean: the mean of the targets' figures
[a, b]     95 % percentile bootstrap interval: whole articles (--group; in long files ids) are drawn with replacement
LR         logistic regression on the text: TF-IDF of words 1-3, characters 2-5, C = 10; scored rows are not trained on
"""
import argparse, csv, json, re, shlex, subprocess, sys, tempfile
from collections import Counter, defaultdict, namedtuple

import numpy as np
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_union

STANCES = ["against", "favor", "none"]
FIGURES = {"macro-F1": 1, "F_avg": 1, "accuracy": 1, "log-loss": 3, "ECE": 1}  # with their decimals
INTERVALS = ["macro-F1", "F_avg"]
TOKEN, WORD = r"[#@]?\w[\w']*|[!?]+|[^\w\s]", r"[^\W_]+"
MIN_PROBABILITY, BINS, MIN_WORDS, NEAR_DUPLICATE = 5e-7, 15, 8, 0.5
LONG = {"target", "stance"}  # columns of a long file

# `truth` and `group` belong to `rows`; groups are numbered over all heads, so that one draw is the same for all.
Head = namedtuple("Head", "name rows truth group n_groups classes")

def read_csv(path):
    csv.field_size_limit(10**9)
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return rows if rows and {"id", "text"} <= rows[0].keys() else sys.exit(f"{path}: no rows with columns id and text")

def read_predictions(path):
    with open(path, encoding="utf-8") as file:
        return {str(record["id"]): record for record in map(json.loads, file)}

def labelled(rows, head):
    """Pairs of row and label, for the rows that have a label for the head."""
    labels = ((row["stance"] if row["target"] == head else "") if row.keys() >= LONG else row.get(head)
              for row in rows)
    return [(row, label) for row, label in zip(rows, labels) if label]

def group_column(rows, asked, otherwise=None):
    column = asked or ("article" if "article" in rows[0] and not rows[0].keys() >= LONG else otherwise)
    if column and column not in rows[0]:
        sys.exit(f'no column "{column}"; columns are: {", ".join(rows[0])}')
    return column

def find_heads(rows, systems, asked, train=()):
    """The heads that have labels and predictions, with the rows for which all systems have an answer."""
    column = group_column(rows, asked, "id")
    answered = [row for row in rows if all(row["id"] in system for system in systems)]
    print(f"{len(answered):,} of {len(rows):,} rows have predictions", file=sys.stderr)
    numbers, classes, heads = {}, defaultdict(set), []
    group = {row["id"]: numbers.setdefault(row[column] or ("id", row["id"]), len(numbers)) for row in answered}
    for name, value in (item for system in systems for record in system.values() for item in record.items()):
        if isinstance(value, dict) and "p" in value:
            classes[name].update(value["p"])
    for name in classes:
        pairs = [pair for pair in labelled(answered, name) if all(s[pair[0]["id"]].get(name) for s in systems)]
        classes[name].update(label for _, label in [*pairs, *labelled(train, name)])
        if pairs:
            known, truth = zip(*pairs)
            groups = np.array([group[row["id"]] for row in known])
            of_head = STANCES if classes[name] <= set(STANCES) else sorted(classes[name])
            heads.append(Head(name, known, truth, groups, len(numbers), of_head))
    return heads or sys.exit("no head has labels and predictions: do the ids, and the names of heads, agree?")

def answer_of_system(head, system):
    """Probabilities, shape (n_comments, n_classes), and the numbers of the labels, shape (n_comments,)."""
    answers = [system[row["id"]][head.name] for row in head.rows]
    probabilities = np.array([[answer["p"].get(name, 0.0) for name in head.classes] for answer in answers])
    return probabilities, np.array([head.classes.index(answer["label"]) for answer in answers])

def answer_of_majority(head, train):
    counts = Counter([label for _, label in labelled(train, head.name)] or head.truth)
    shares = np.array([counts[name] / counts.total() for name in head.classes])
    return np.tile(shares, (len(head.rows), 1)), np.full(len(head.rows), shares.argmax())

def answer_of_regression(head, train, cache):
    """As above; for a head with one class in the training rows this class. The cache spares fitting TF-IDF anew."""
    pairs = labelled(train, head.name)
    if len({label for _, label in pairs}) < 2:
        return answer_of_majority(head, train)
    texts = tuple(row["text"] for row, _ in pairs), tuple(row["text"] for row in head.rows)
    if texts not in cache:
        tfidf = make_union(TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True, token_pattern=TOKEN),
                           TfidfVectorizer(ngram_range=(2, 5), sublinear_tf=True, analyzer="char"))
        cache[texts] = tfidf.fit_transform(texts[0]), tfidf.transform(texts[1])
    model = LogisticRegression(C=10, max_iter=1000).fit(cache[texts][0], [label for _, label in pairs])
    probabilities = np.zeros((len(head.rows), len(head.classes)))
    probabilities[:, [head.classes.index(name) for name in model.classes_]] = model.predict_proba(cache[texts][1])
    return probabilities, probabilities.argmax(axis=1)

def sums_of(head, probabilities, labels, draws, seed):
    """Confusion matrix, log-loss and gaps of the bins, summed over comments; row 0 is the data, the others draws."""
    k, n, at = len(head.classes), head.n_groups, np.arange(len(head.rows))
    truth = np.array([head.classes.index(label) for label in head.truth])
    top = probabilities.argmax(axis=1)
    confidence = probabilities[at, top]
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    table = np.zeros((n, k * k + 1 + BINS))
    np.add.at(table, (head.group, truth * k + labels), 1)
    np.add.at(table, (head.group, k * k), -np.log(np.maximum(probabilities[at, truth], MIN_PROBABILITY)))
    np.add.at(table, (head.group, k * k + 1 + bins), confidence - (top == truth))
    drawn = np.random.default_rng(seed).integers(n, size=(draws, n), dtype=np.int32)
    return np.array([table.sum(axis=0), *(np.bincount(groups, minlength=n) @ table for groups in drawn)])

@np.errstate(invalid="ignore")  # a draw may hold no comment of a small head; intervals leave it out
def figures_of(sums, classes):
    k = len(classes)
    confusion, loss, gaps = sums[:, : k * k].reshape(-1, k, k), sums[:, k * k], sums[:, k * k + 1 :]
    n, hits = confusion.sum(axis=(1, 2)), np.einsum("rkk->rk", confusion)
    occurring = confusion.sum(axis=1) + confusion.sum(axis=2)
    f1 = np.divide(2 * hits, occurring, out=np.zeros_like(hits), where=occurring > 0)
    figures = {"n": n, "macro-F1": 100 * f1.sum(axis=1) / (occurring > 0).sum(axis=1), "log-loss": loss / n,
               "accuracy": 100 * hits.sum(axis=1) / n, "ECE": 100 * np.abs(gaps).sum(axis=1) / n}
    return figures | ({"F_avg": 100 * f1[:, :2].mean(axis=1)} if classes == STANCES else {})

def report(heads, answer, draws, seed):
    """Figures of each head, then pooled and mean if there are several targets."""
    sums = {head.name: sums_of(head, *answer(head), draws, seed) for head in heads}
    figures = {head.name: figures_of(sums[head.name], head.classes) for head in heads}
    targets = [head for head in heads if head.classes == STANCES and head.name != "thesis"]
    if len(targets) > 1:
        pooled = figures["pooled"] = figures_of(sum(sums[head.name] for head in targets), STANCES)
        figures["mean"] = {key: np.mean([figures[head.name][key] for head in targets], axis=0) for key in pooled}
    return figures

def show(figures, key, minus=None, interval=True):
    """A figure, or its difference from another's, with its interval; * marks one that excludes 0."""
    if key not in figures:
        return "-"
    values, shape = figures[key] - (minus[key] if minus else 0), f"{'+' if minus else ''}z.{FIGURES[key]}f"
    if not interval:
        return f"{values[0]:{shape}}"
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    return f"{values[0]:{shape}} [{low:{shape}}, {high:{shape}}]" + " *" * bool(minus and (low > 0 or high < 0))

def print_table(columns, lines, *notes):
    for line in [columns, ["---"] * len(columns), *lines]:
        print("| " + " | ".join(line) + " |")
    print("\n" + "; ".join(notes) + ".\n")

def scores(args):
    rows, system = read_csv(args.labelled), read_predictions(args.predictions)
    scored = {(row["id"], row["text"]) for row in rows if row["id"] in system}
    train = [row for row in (read_csv(args.train) if args.train else ()) if (row["id"], row["text"]) not in scored]
    train or not args.train or sys.exit(f"all rows of {args.train} are scored: none is left to train on")
    heads, cache, lines = find_heads(rows, [system], args.group, train), {}, []
    own = report(heads, lambda head: answer_of_system(head, system), args.draws, args.seed)
    majority = report(heads, lambda head: answer_of_majority(head, train), 0, args.seed)
    for name, ours in own.items():
        pairs = [(show(ours, k, interval=k in INTERVALS), show(majority[name], k, interval=False)) for k in FIGURES]
        lines.append([name, f"{ours['n'][0]:,.0f}", *(cell for pair in pairs for cell in pair)][:-1])  # not its ECE
    print_table(["head", "n", *(column for key in FIGURES for column in (key, "majority"))][:-1], lines,
                f"{heads[0].n_groups:,} groups, {args.draws:,} draws, seed {args.seed}",
                f"log-loss in nats, the rest in per cent; ECE of {BINS} bins of equal width")
    if train:
        regression = report(heads, lambda head: answer_of_regression(head, train, cache), args.draws, args.seed)
        lines = [[name, *(cell for key in INTERVALS for cell in (show(lr, key), show(own[name], key, lr)))]
                 for name, lr in regression.items()]
        print_table(["head", *(column for key in INTERVALS for column in (f"LR {key}", "hustings - LR"))], lines,
                    f"{len(train):,} rows to train on; per cent; * the interval of the paired difference excludes 0")

def compare(args):
    rows, systems = read_csv(args.labelled), [read_predictions(path) for path in args.predictions]
    heads, keys, lines = find_heads(rows, systems, args.group), [*INTERVALS, "log-loss"], []
    a, b = (report(heads, lambda head: answer_of_system(head, s), args.draws, args.seed) for s in systems)
    for name in a:
        lines.append([name, f"{a[name]['n'][0]:,.0f}"])
        for key in keys:
            lines[-1] += [show(of[name], key, interval=False) for of in (a, b)] + [show(a[name], key, b[name])]
    print_table(["head", "n", *(f"{key} {what}" for key in keys for what in ("A", "B", "A - B"))], lines,
                f"{heads[0].n_groups:,} groups, {args.draws:,} draws, seed {args.seed}", "* the interval excludes 0",
                "log-loss in nats (less is better), the rest in per cent; A, B: " + ", ".join(args.predictions))

def near_duplicate_groups(texts):
    """A number for each id, the same for near-duplicates: texts of 8 words or more, Jaccard of word 3-grams >= 0.5."""
    compared = [text if len(re.findall(WORD, text)) >= MIN_WORDS else "" for text in texts.values()]
    ngrams = CountVectorizer(ngram_range=(3, 3), token_pattern=WORD, binary=True).fit_transform([*compared, "a b c"])
    sizes, both = np.asarray(ngrams.sum(axis=1)).ravel(), (ngrams @ ngrams.T).tocoo()
    both.data = both.data >= NEAR_DUPLICATE * (sizes[both.row] + sizes[both.col] - both.data)
    both.eliminate_zeros()
    return dict(zip(texts, connected_components(both)[1].tolist()))

def write_rows(path, rows, texts):
    """Writes a CSV; without a column parent_text it gets one, for the parents that are not in the same file."""
    texts = texts | {row["id"]: "" for row in rows}
    rows = [{"parent_text": texts.get(row.get("parent_id"), "")} | row for row in rows]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)

def cross(args):
    rows, predictions = read_csv(args.labelled), {}
    texts, column = {row["id"]: row["text"] for row in rows}, group_column(rows, args.group)
    for name, values in (where.split("=", 1) for where in args.where):
        rows = [row for row in rows if row[group_column(rows, name)] in values.split(",")]
    whole = {row["id"]: row[column] or f"id {row['id']}" for row in rows} if column else near_duplicate_groups(texts)
    groups = [whole[row["id"]] for row in rows]
    folds = GroupKFold(args.folds, shuffle=True, random_state=args.seed).split(rows, groups=groups)
    with open(args.out, "w", encoding="utf-8") as out, tempfile.TemporaryDirectory() as folder:
        train, test, model, answers = (f"{folder}/{name}" for name in ("train.csv", "test.csv", "model", "answers"))
        for number, (others, fold) in enumerate(folds, 1):
            write_rows(train, [rows[index] for index in others], texts)
            write_rows(test, [rows[index] for index in fold], texts)
            for command in (["train", train, "-o", model, *shlex.split(args.train_args)],
                            ["classify", test, "-o", answers, "--to", "jsonl", "--model", model]):
                done = subprocess.run([args.hustings, *command, "--topic", args.topic], capture_output=True, text=True)
                if done.returncode not in (0, 1):  # 1: done, but with bad records
                    sys.exit(f"{done.stderr}\n{shlex.join(done.args)}: exit status {done.returncode}")
            predictions.update(read_predictions(answers))
            print(f"fold {number} of {args.folds}: {len(fold):,} of {len(rows):,} rows", file=sys.stderr)
        out.writelines(json.dumps(predictions[id], ensure_ascii=False) + "\n" for id in texts if id in predictions)

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    scoring = commands.add_parser("scores", help="scores, beside the majority class and a logistic regression")
    comparing = commands.add_parser("compare", help="paired differences of two sets of predictions")
    crossing = commands.add_parser("cross", help="predictions by models trained on the other folds")
    for sub, work in ((scoring, scores), (comparing, compare), (crossing, cross)):
        sub.set_defaults(work=work)
        sub.add_argument("labelled", metavar="LABELLED.csv", help="labelled comments, wide or long")
        sub.add_argument("--seed", type=int, default=1, help="seed of the draws or folds [default: 1]")
        sub.add_argument("--group", help="column of groups [default: article; else id or, in cross, near-duplicates]")
    for sub in (scoring, comparing):
        sub.add_argument("--draws", type=int, default=1000, help="bootstrap draws, at least 1 [default: 1000]")
    scoring.add_argument("predictions", metavar="PREDICTIONS.jsonl", help="what hustings classify --to jsonl wrote")
    scoring.add_argument("--train", metavar="TRAIN.csv", help="labels for the majority class and for LR")
    comparing.add_argument("predictions", nargs=2, metavar=("A.jsonl", "B.jsonl"), help="two sets of predictions")
    crossing.add_argument("--topic", required=True, metavar="T", help="topic file")
    crossing.add_argument("--hustings", default="hustings", metavar="BIN", help="program to run [default: hustings]")
    crossing.add_argument("-o", "--out", required=True, metavar="OUT.jsonl", help="predictions to write, in file order")
    crossing.add_argument("--folds", type=int, default=5, help="number of folds, at least 2 [default: 5]")
    crossing.add_argument("--where", action="append", default=[], metavar="COL=V,...", help="rows to take; repeatable")
    crossing.add_argument("--train-args", default="", metavar="ARGS", help='for training: --train-args="--seed 2"')
    args = parser.parse_args()
    args.work(args)

if __name__ == "__main__":
    main()
