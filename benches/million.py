#!/usr/bin/env python3
"""Makes a labelled comment section of a million comments, to measure training on (see "A million labelled comments" in README.md).

    python3 benches/million.py FOLDER [--comments 1000000] [--data DATA] [--seed 1]

Writes FOLDER/comments.csv and FOLDER/topic.toml: one article for each 200 comments, three targets, thesis and sentiment, labels
in the proportions of the corpus. A comment takes its labels from a comment of training/comments.csv and its words from
there as well: sentences are dropped and reordered, others are added, and a sentence goes on as another text does wherever
two words in a row are found in both, so that new texts come about and not copies. Every third comment has a sentence from
the CSVs in DATA, if given, which belong to their authors: what is made of them stays with you. The same arguments give the
same files.
"""
import argparse, csv, json, random, re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADS = ["thesis", "target", "pashinyan", "nato", "russia", "sentiment"]
PER_ARTICLE = 200
GO_ON_ELSEWHERE = 0.2

def rows(path):
    csv.field_size_limit(10**9)
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))

def sentences(text):
    return [s for s in re.split(r"(?<=[.!?…])\s+|\n+", text) if s.strip()]

class Pool:
    """Sentences as words, and where each pair of words in a row stands."""
    def __init__(self, texts, draw):
        self.draw = draw
        self.sentences = [words for text in texts for s in sentences(text) if (words := s.split())]
        self.places = {}
        for number, words in enumerate(self.sentences):
            for at in range(len(words) - 1):
                self.places.setdefault((words[at].lower(), words[at + 1].lower()), []).append((number, at))

    def sentence(self, words):
        """The sentence, going on as others do here and there."""
        draw, out, at = self.draw, [], 0
        while at < len(words) and len(out) < 60:
            out.append(words[at])
            if at + 1 < len(words) and draw.random() < GO_ON_ELSEWHERE:
                number, at = draw.choice(self.places.get((words[at].lower(), words[at + 1].lower()), [(None, at)]))
                words = words if number is None else self.sentences[number]
            at += 1
        return " ".join(out)

    def any(self):
        return self.sentence(self.draw.choice(self.sentences))

def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("folder", type=Path)
    p.add_argument("--comments", type=int, default=1_000_000)
    p.add_argument("--data", type=Path, help="folder with CSVs that have a column text")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    draw = random.Random(a.seed)
    corpus = [row for row in rows(ROOT / "training/comments.csv") if row["sentiment"]]
    topic = (ROOT / "training/topic.toml").read_text(encoding="utf-8")
    head, *articles = topic.split("[[article]]\n")
    articles = {re.search(r'^id = "(.*)"', text, re.M)[1]: text for text in articles}
    by_article = {}
    for row in corpus:
        by_article.setdefault(row["article"], []).append(row)
    keys = sorted(key for key in by_article if key in articles)
    own = Pool((row["text"] for row in corpus), draw)
    public = [row["text"] for path in sorted(a.data.rglob("*.csv")) for row in rows(path) if row.get("text")] if a.data else []
    public = Pool(public, draw) if public else own

    a.folder.mkdir(parents=True, exist_ok=True)
    n_articles = max(2, a.comments // PER_ARTICLE)
    with open(a.folder / "topic.toml", "w", encoding="utf-8") as file:
        file.write(head)
        for number in range(n_articles):
            text = articles[keys[number % len(keys)]]
            title, thesis, body = (re.search(pattern, text, re.M | re.S)[1] for pattern in (r'^title = "(.*?)"$', r'^thesis = "(.*?)"$', r'text = """\n(.*?)"""'))
            body = "\n\n".join(" ".join(own.sentence(s.split()) for s in sentences(part)) for part in body.split("\n\n"))
            quote = lambda text: json.dumps(text, ensure_ascii=False)
            file.write(f"[[article]]\nid = \"m{number}\"\ntitle = {quote(f'{title} ({number})')}\nthesis = {quote(thesis)}\ntext = {quote(body)}\n\n")
    with open(a.folder / "comments.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "article", "parent_id", "text", *HEADS])
        for number in range(a.comments):
            article = min(number // PER_ARTICLE, n_articles - 1)
            first = article * PER_ARTICLE
            row = draw.choice(by_article[keys[article % len(keys)]])
            said = [own.sentence(s.split()) for s in sentences(row["text"])]
            if len(said) > 2 and draw.random() < 0.5:
                said.pop(draw.randrange(len(said)))
            if draw.random() < 0.5:
                said.append(own.any())
            if draw.random() < 0.33:
                said.append(public.any())
            draw.shuffle(said)
            parent = f"m{draw.randrange(first, number)}" if number > first and draw.random() < 0.54 else ""
            out.writerow([f"m{number}", f"m{article}", parent, " ".join(said), *(row[head] for head in HEADS)])

if __name__ == "__main__":
    main()
