#!/usr/bin/env python3
"""Times hustings beside scikit-learn and fastText on the same CSVs, in turn, in one run, and writes a table of ratios.

    python3 -m venv .venv && .venv/bin/pip install scikit-learn fasttext-wheel
    cargo build --release && cargo bench --no-run --bench one_head
    .venv/bin/python benches/compare.py --nyt DATA/nyt.csv --pstance DATA/pstance.csv [--large] > table.md

Both CSVs have the columns id, text, target, stance and split, NYT also split_unseen, article_title and article_thesis (see
benches/README.md): hustings reads each comment under its article, so that every head has a label to give. Everything
runs on one core with one thread, five times in turn (--runs), and medians are compared; only the rows on threads use all
cores. What is timed of a peer is its fit, or its prediction of texts held in memory; what is timed of hustings is the
whole program: reading the CSV, writing the labels, and, where it trains, cross-validation and calibration as well. Only
start-up is taken off where rates are compared: the time for one comment. --large classifies a million comments.

scikit-learn   logistic regression, C = 10, on TF-IDF of words 1-3 and characters 2-5, one model per target; "within words": of
               characters only those n-grams that lie within a word and its blanks, which are those that hustings takes
fastText       25 epochs, learning rate 0.5, word pairs; "characters" adds 2-5-grams, 50 dimensions, 200,000 buckets
"""
import argparse, csv, json, os, re, resource, statistics, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HUSTINGS = ROOT / "target/release/hustings"
HEADS = ["thesis", "target", "pashinyan", "nato", "russia", "sentiment"]
TOKEN = r"[#@]?\w[\w']*|[!?]+|[^\w\s]"

def read(path):
    csv.field_size_limit(10**9)
    with open(path, newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["stance"]]

def f1(truth, predicted):
    """macro-F1 and F_avg in per cent."""
    def of(label):
        both = sum(a == b == label for a, b in zip(truth, predicted))
        return 2 * both / max(1, truth.count(label) + predicted.count(label))
    labels = sorted(set(truth) | set(predicted))
    return 100 * statistics.mean(map(of, labels)), 50 * (of("favor") + of("against"))

# What runs in a process of its own: one peer, its fit and its predictions.

def sklearn_peer(within_words):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union
    words = TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True, token_pattern=TOKEN)
    chars = TfidfVectorizer(analyzer="char_wb" if within_words else "char", ngram_range=(2, 5), sublinear_tf=True)
    model = make_pipeline(make_union(words, chars), LogisticRegression(C=10, max_iter=1000))
    return model.fit, model.predict, model

def fasttext_peer(characters):
    import fasttext
    fasttext.FastText.eprint = lambda *_: None
    flat = lambda text: " ".join(text.lower().split())
    held = {}
    def fit(texts, labels):
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.writelines(f"__label__{label} {flat(text)}\n" for text, label in zip(texts, labels))
            file.flush()
            more = dict(minn=2, maxn=5, dim=50, bucket=200_000) if characters else {}
            start = time.perf_counter()
            held["model"] = fasttext.train_supervised(file.name, epoch=25, lr=0.5, wordNgrams=2, thread=1, verbose=0, **more)
            return time.perf_counter() - start
    def predict(texts):
        # By the binding: the wrapper of the package does not work with NumPy 2.
        ask = held["model"].f.predict
        return [ask(flat(text) + "\n", 1, 0.0, "strict")[0][1].removeprefix("__label__") for text in texts]
    return fit, predict, None

def peer(name, path, split):
    fitted, took, truth, predicted, objective = 0.0, 0.0, [], [], 0.0
    rows = read(path)
    for target in sorted({row["target"] for row in rows}):
        part = lambda test: [row for row in rows if row["target"] == target and (row[split] == "test") == test]
        train, test = part(False), part(True)
        fit, predict, model = sklearn_peer("within" in name) if "scikit" in name else fasttext_peer("characters" in name)
        texts, labels = [row["text"] for row in train], [row["stance"] for row in train]
        start = time.perf_counter()
        own = fit(texts, labels)
        fitted += own if isinstance(own, float) else time.perf_counter() - start
        held_out = [row["text"] for row in test]
        start = time.perf_counter()
        predicted += list(predict(held_out))
        took += time.perf_counter() - start
        truth += [row["stance"] for row in test]
        if model is not None:
            import numpy as np
            logistic = model[-1]
            classes = list(logistic.classes_)
            p = model.predict_proba(texts)[np.arange(len(labels)), [classes.index(label) for label in labels]]
            objective += float(-np.log(p).sum() + 0.5 / 10 * (logistic.coef_ ** 2).sum())
    macro, f_avg = f1(truth, predicted)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(dict(fit=fitted, rate=len(truth) / took, peak=peak, macro=macro, f_avg=f_avg, objective=objective)))

# What measures.

def run(command, core=0, quiet=True):
    """Seconds, peak memory in MB and standard output of a command on one core (None: on all)."""
    command = [str(part) for part in command]
    if core is not None:
        command = ["taskset", "-c", str(core), *command]
    env = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    if core is not None:
        env["RAYON_NUM_THREADS"] = "1"
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=env)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{' '.join(command)}:\n{errors.read().decode()}")
    return took, usage.ru_maxrss / 1024, output.decode()

def this(*arguments):
    return json.loads(run([sys.executable, __file__, *arguments])[2])

def copies(rows, n, path):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        columns = ["text", "article_title", "article_thesis"]
        out.writerow(["id", *columns])
        out.writerows([k, *(rows[k % len(rows)][column] for column in columns)] for k in range(n))

def classify(inputs, *more, core=0, heads=("thesis",)):
    """Seconds to classify a file. A comment that gets no label from one of these heads ends the run: it would be no work."""
    output = os.path.join(os.path.dirname(inputs), "out.csv")
    took = run([HUSTINGS, "classify", inputs, "--to", "csv", "-o", output, *more], core)[0]
    with open(output, newline="", encoding="utf-8") as file:
        silent = [row["id"] for row in csv.DictReader(file) if not all(row[head] for head in heads)]
    if silent:
        sys.exit(f"{len(silent)} comments of {inputs} have no label of {' and '.join(heads)}")
    return took

def hustings_scores(path, model, where):
    with tempfile.TemporaryDirectory() as folder:
        figures = os.path.join(folder, "figures.json")
        run([HUSTINGS, "eval", path, "--model", model, "--where", where, "--json", figures])
        report = json.loads(Path(figures).read_text())["evaluation"]
    pooled = report.get("stance_pooled") or report["heads"][0]
    return 100 * pooled["macro_f1"], 100 * pooled["f_avg"]

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--nyt", required=True)
    p.add_argument("--pstance", required=True)
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--large", action="store_true", help="classify a million comments, with one thread and with all")
    a = p.parse_args()
    one_head = max(ROOT.glob("target/release/deps/one_head-*[!d]"), key=lambda path: path.stat().st_mtime, default=None)
    if one_head is None or not HUSTINGS.exists():
        sys.exit("build first: cargo build --release && cargo bench --no-run --bench one_head")
    nyt = read(a.nyt)
    median = statistics.median
    seen = {}
    note = lambda what, value: seen.setdefault(what, []).append(value)
    with tempfile.TemporaryDirectory() as folder:
        inputs = {n: os.path.join(folder, f"{n}.csv") for n in (1, 1_000, 10_000, 100_000, 1_000_000)}
        sizes = [n for n in inputs if n <= 20_000 or a.large]
        if a.large: sizes = list(inputs)
        else: sizes = [1, 1_000, 10_000]
        for n in sizes:
            copies(nyt, n, inputs[n])
        n_rate = 10_000
        for _ in range(a.runs):
            model = os.path.join(folder, "nyt.model")
            took, peak, _ = run([HUSTINGS, "train", a.nyt, "--topic", ROOT / "benches/nyt.toml", "--where", "split_unseen=train,dev", "--threads", 1, "-o", model])
            note("train nyt", took); note("train nyt peak", peak)
            took, peak, output = run([one_head, a.nyt, "split_unseen", 0.1])
            found = json.loads(output)
            note("one head", found["fit_s"]); note("one head peak", peak); seen["one head objective"] = found["objective"]
            start_up = classify(inputs[1], "--threads", 1, heads=HEADS)
            note("start-up", start_up)
            note("all heads", n_rate / (classify(inputs[n_rate], "--threads", 1, heads=HEADS) - start_up))
            own = classify(inputs[1], "--model", model, "--threads", 1)
            note("head", n_rate / (classify(inputs[n_rate], "--model", model, "--threads", 1) - own))
            note("import sklearn", run([sys.executable, "-c", "import sklearn"])[0])
            for name in ("scikit-learn", "scikit-learn, within words", "fastText", "fastText, characters"):
                found = this("--peer", name, a.nyt, "split_unseen")
                for key, value in found.items(): note(f"{name} {key}", value)
            pstance = os.path.join(folder, "pstance.model")
            note("train pstance", run([HUSTINGS, "train", a.pstance, "--topic", ROOT / "benches/pstance.toml", "--where", "split=train,dev", "--threads", 1, "-o", pstance])[0])
            found = this("--peer", "fastText, characters", a.pstance, "split")
            note("fastText pstance", found["fit"]); seen["fastText pstance f_avg"] = found["f_avg"]
        nyt_scores = hustings_scores(a.nyt, model, "split_unseen=test")
        pstance_scores = hustings_scores(a.pstance, pstance, "split=test")
        m = {what: median(values) if isinstance(values, list) else values for what, values in seen.items()}
        cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
        print(f"{cpu[1] if cpu else 'unknown processor'}, {os.cpu_count()} cores; medians of {a.runs}, one thread each.\n")
        print("| what | hustings | beside | ratio |\n|---|---|---|---|")
        line = lambda what, ours, beside, theirs, unit, ratio: print(f"| {what} | {ours} {unit} | {beside}: {theirs} {unit} | {ratio:.1f} |")
        rate = lambda value: f"{value:,.0f}"
        for beside in ("scikit-learn", "fastText, characters"):
            line("classify, all heads, NYT comments", rate(m["all heads"]), beside, rate(m[f"{beside} rate"]), "/s", m["all heads"] / m[f"{beside} rate"])
        line("classify, one head", rate(m["head"]), "fastText", rate(m["fastText rate"]), "/s", m["head"] / m["fastText rate"])
        for beside in ("scikit-learn, within words", "scikit-learn"):
            line("fit one head, same penalty", f"{m['one head']:.2f}", beside, f"{m[f'{beside} fit']:.2f}", "s", m[f"{beside} fit"] / m["one head"])
        line("train on P-Stance, calibrated, against its fit", f"{m['train pstance']:.1f}", "fastText, characters", f"{m['fastText pstance']:.1f}", "s", m["fastText pstance"] / m["train pstance"])
        line("train on NYT, calibrated, against its fit", f"{m['train nyt']:.1f}", "scikit-learn", f"{m['scikit-learn fit']:.1f}", "s", m["scikit-learn fit"] / m["train nyt"])
        line("peak memory, fit one head", rate(m["one head peak"]), "scikit-learn", rate(m["scikit-learn peak"]), "MB", m["scikit-learn peak"] / m["one head peak"])
        line("peak memory, train on NYT", rate(m["train nyt peak"]), "scikit-learn", rate(m["scikit-learn peak"]), "MB", m["scikit-learn peak"] / m["train nyt peak"])
        line("start-up, one comment", f"{1000 * m['start-up']:.1f}", "`import sklearn`", f"{1000 * m['import sklearn']:.0f}", "ms", m["import sklearn"] / m["start-up"])
        print(f"\nObjective reached by the fit of one head: hustings {m['one head objective']:.1f}, scikit-learn, within words, {m['scikit-learn, within words objective']:.1f} (its tokens and the scale of its characters differ a little).")
        print(f"\nScores: NYT `split_unseen` macro-F1, F_avg: hustings {nyt_scores[0]:.1f}, {nyt_scores[1]:.1f}; " + "; ".join(
            f"{name} {m[name + ' macro']:.1f}, {m[name + ' f_avg']:.1f}" for name in ("scikit-learn", "fastText", "fastText, characters"))
            + f". P-Stance F_avg: hustings {pstance_scores[1]:.1f}, fastText, characters {m['fastText pstance f_avg']:.1f}.")
        print("\n| comments | microseconds each, one thread |\n|---|---|")
        for n in sizes[1:]:
            took = median([classify(inputs[n], "--threads", 1) for _ in range(a.runs if n < 100_000 else 1)]) - m["start-up"]
            seen[n] = took
            print(f"| {n:,} | {1e6 * took / n:.1f} |")
        if a.large:
            all_cores = classify(inputs[1_000_000], core=None) - m["start-up"]
            print(f"\nA million comments with {os.cpu_count()} threads: {seen[1_000_000] / all_cores:.2f} times as fast as with one.")

if __name__ == "__main__":
    peer(*sys.argv[2:]) if sys.argv[1:2] == ["--peer"] else main()
