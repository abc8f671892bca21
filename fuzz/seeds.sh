#!/usr/bin/env bash
# Fills the corpora of both targets with the fixtures, each behind a byte that leaves its format to be detected and behind
# one for its own: the number of the format in Format::ALL.
set -euo pipefail
cd "$(dirname "$0")"

detected='\025' # 21, one past the last format
number() {
  case "$1" in
    page*) echo 0 ;; wordpress-page*) echo 1 ;; wordpress-rest*) echo 2 ;; wxr*) echo 3 ;; disqus*) echo 4 ;; typepad*) echo 5 ;;
    schema-org*) echo 6 ;; reddit-dump*) echo 8 ;; reddit*) echo 7 ;; youtube*) echo 9 ;; yt-dlp*) echo 10 ;; hacker-news*) echo 11 ;;
    discourse*) echo 12 ;; telegram*) echo 13 ;; x-*) echo 14 ;; facebook*) echo 15 ;; vk*) echo 16 ;; coral*) echo 17 ;;
    *.csv) echo 18 ;; *) echo 19 ;;
  esac
}
mkdir -p corpus/readers corpus/labelled
for file in ../tests/fixtures/*.* ../tests/fixtures/exports/* ../tests/fixtures/hostile/* ../tests/fixtures/annotation/*; do
  name="$(basename "$file")"
  [ "$name" = README.md ] && continue
  { printf "$detected"; cat "$file"; } >"corpus/readers/$name"
  { printf "\\$(printf '%03o' "$(number "$name")")"; cat "$file"; } >"corpus/readers/own-$name"
  case "$file" in
    *annotation/* | *.csv | *.jsonl) { printf '\000'; cat "$file"; } >"corpus/labelled/$name" ;;
  esac
done
