//! Files of any length take the same memory: fifty megabytes of each format that is streamed, made as they are read.

use std::io::{self, Read};

use hustings::read::{Format, ReadParams, Stream};

use crate::MEMORY;
use crate::watch::Watch;

/// Bytes of each file.
const LENGTH: usize = 50 << 20;

/// Memory at most: the window of 24 MB of texts behind a batch and 8 MB ahead of it, the batch itself and the record
/// being read, with what ids, names and places take beside the texts.
const MOST: usize = 112 << 20;

/// What a file may take beyond it that is a single record of fifty megabytes, for a record is held whole; or Disqus' list of
/// fifty megabytes of articles, for it comes before all comments.
const MOST_OF_RECORD: usize = MOST + 6 * LENGTH;

/// A file that is made as it is read.
struct Generated<F> {
    record: F,
    n_records: u64,
    ready: Vec<u8>,
    at: usize,
    left: usize,
    tail: &'static str,
}

impl<F: FnMut(u64) -> String> Read for Generated<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.ready.len() {
            let next = match self.left {
                0 => std::mem::take(&mut self.tail).to_owned(),
                _ => (self.record)(self.n_records),
            };
            self.left = self.left.saturating_sub(next.len());
            self.n_records += 1;
            self.ready = next.into_bytes();
            self.at = 0;
        }
        let n = buffer.len().min(self.ready.len() - self.at);
        buffer[..n].copy_from_slice(&self.ready[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// Reads such a file, and gives the number of its comments; fails if it takes more memory than this.
fn check_within(
    most: usize,
    name: &str,
    format: Format,
    head: &str,
    record: impl FnMut(u64) -> String + Send,
    tail: &'static str,
) -> usize {
    let file = Generated { record, n_records: 0, ready: head.into(), at: 0, left: LENGTH, tail };
    let params = ReadParams { format: Some(format), ..ReadParams::default() };
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mut comments = 0;
    // A file that is refused takes memory as well.
    if let Ok(batches) = Stream::open("in", file, &params) {
        comments = batches.map_while(Result::ok).map(|batch| batch.order.len()).sum();
    }
    let memory = MEMORY.peak_usage() - before;
    let format = format.name();
    eprintln!("{name} as {format}: {} MB, {comments} comments", memory >> 20);
    assert!(memory < most, "{name} as {format}: {memory} bytes of memory, of {most}");
    comments
}

fn check(
    name: &str,
    format: Format,
    head: &str,
    record: impl FnMut(u64) -> String + Send,
    tail: &'static str,
) -> usize {
    check_within(MOST, name, format, head, record, tail)
}

const WXR: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
                   xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><wp:wxr_version>1.2</wp:wxr_version>";

fn wxr_comment(id: u64, text: &str) -> String {
    format!(
        "<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author><![CDATA[Ann]]></wp:comment_author>\
         <wp:comment_content><![CDATA[{text}]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved>\
         <wp:comment_type></wp:comment_type><wp:comment_parent>{}</wp:comment_parent></wp:comment>",
        id / 2
    )
}

/// A text of a hundred bytes or so.
fn words(i: u64) -> String {
    format!("They promised {i} trams, and what came was a bus; I would rather walk, as everybody here does.")
}

#[test]
fn usual_files_take_the_same_memory_however_long() {
    let _watch = Watch::start();
    let mut comments = Vec::new();
    comments.push(check(
        "lines",
        Format::Jsonl,
        "",
        |i| format!("{{\"id\":{i},\"parent_id\":{},\"text\":\"{}\"}}\n", i / 2, words(i)),
        "",
    ));
    comments.push(check(
        "rows",
        Format::Csv,
        "id,parent_id,author,text\n",
        |i| format!("{i},{},Ann,\"{}\"\n", i / 2, words(i)),
        "",
    ));
    let dump = |i| {
        format!(
            "{{\"id\":\"{i}\",\"link_id\":\"t3_{}\",\"parent_id\":\"t1_{}\",\"author\":\"ann\",\"created_utc\":{i},\"body\":\"{}\"}}\n",
            i / 100,
            i / 2,
            words(i)
        )
    };
    comments.push(check("comments", Format::RedditDump, "", dump, ""));
    comments.push(check(
        "one item",
        Format::Wxr,
        &format!("{WXR}<item><title>T</title><wp:post_id>1</wp:post_id>"),
        |i| wxr_comment(i + 1, &words(i)),
        "</item></channel></rss>",
    ));
    let items = |i| {
        let comments: String = (0..10).map(|j| wxr_comment(10 * i + j, &words(j))).collect();
        format!(
            "<item><title>Title {i}</title><content:encoded><![CDATA[<p>{}</p>]]></content:encoded><wp:post_id>{i}</wp:post_id>{comments}</item>",
            words(i)
        )
    };
    comments.push(check("items", Format::Wxr, WXR, items, "</channel></rss>"));
    let posts = |i| {
        let thread = i / 10;
        let head = match i % 10 {
            0 => format!(
                "<thread dsq:id=\"{thread}\"><link>https://example.org/{thread}</link><title>Title {thread}</title></thread>"
            ),
            _ => String::new(),
        };
        format!(
            "{head}<post dsq:id=\"{i}\"><message><![CDATA[<p>{}</p>]]></message><author><name>Ann</name></author><thread dsq:id=\"{thread}\"/></post>",
            words(i)
        )
    };
    comments.push(check(
        "posts",
        Format::Disqus,
        "<disqus xmlns=\"http://disqus.com\" xmlns:dsq=\"http://disqus.com/disqus-internals\">",
        posts,
        "</disqus>",
    ));
    assert!(comments.iter().all(|n| *n > 50_000), "{comments:?}");
}

#[test]
fn hostile_files_take_no_more() {
    let _watch = Watch::start();
    let long = "long ".repeat(20_000);
    let key = "k".repeat(10_000);
    let jsonl = |name: &str, record: &(dyn Fn(u64) -> String + Sync)| {
        check(name, Format::Jsonl, "", record, "");
    };
    jsonl("short texts", &|i| format!("{{\"id\":{i},\"text\":\"a\"}}\n"));
    jsonl("long texts", &|i| format!("{{\"id\":{i},\"text\":\"{long}\"}}\n"));
    jsonl("long names", &|i| format!("{{\"id\":{i},\"author\":\"{long}\",\"text\":\"a\"}}\n"));
    jsonl("long ids", &|i| format!("{{\"id\":\"{i}{key}\",\"text\":\"a\"}}\n"));
    jsonl("long ids answered in vain", &|i| {
        format!("{{\"id\":\"{i}{key}\",\"parent_id\":\"{key}\",\"text\":\"a\"}}\n")
    });
    jsonl("one long comment again and again", &|_| format!("{{\"id\":\"{key}\",\"text\":\"a\"}}\n"));
    jsonl("one long id again and again", &|i| format!("{{\"id\":\"{key}\",\"text\":\"a{i}\"}}\n"));
    jsonl("long texts of parents", &|i| format!("{{\"id\":{i},\"parent_text\":\"{long}\",\"text\":\"a\"}}\n"));
    jsonl("long dates", &|i| format!("{{\"id\":{i},\"time\":\"{long}\",\"text\":\"a\"}}\n"));
    jsonl("articles", &|i| format!("{{\"id\":{i},\"article_id\":\"{i}\",\"title\":\"{key}\",\"text\":\"a\"}}\n"));
    jsonl("sections", &|i| format!("{{\"id\":{i},\"article_id\":\"{i}{key}\",\"text\":\"a\"}}\n"));
    jsonl("empty records", &|_| "{}\n".to_owned());
    jsonl("records without text", &|i| format!("{{\"id\":{i},\"text\":\"\"}}\n"));
    jsonl("broken records", &|_| format!("{{{key}\n"));
    jsonl("another key in each record", &|i| format!("{{\"text\":\"a\",\"k{i}\":\"\"}}\n"));
    check_within(MOST_OF_RECORD, "one line", Format::Jsonl, "", |_| key.clone(), "");
    check("short rows", Format::Csv, "text\n", |_| "a\n".to_owned(), "");
    check("ragged rows", Format::Csv, "id,text\n", |_| "a\n".to_owned(), "");
    check_within(MOST_OF_RECORD, "one field", Format::Csv, "id,text\n1,\"", |_| key.clone(), "");
    check_within(MOST_OF_RECORD, "a header", Format::Csv, "text", |i| format!(",{i}{key}"), "");
    let dump = |name: &str, record: &(dyn Fn(u64) -> String + Sync)| {
        check(name, Format::RedditDump, "", record, "");
    };
    dump("posts", &|i| format!("{{\"id\":\"{i}\",\"title\":\"{key}\",\"selftext\":\"a\"}}\n"));
    dump("quotations", &|i| {
        format!("{{\"id\":\"{i}\",\"link_id\":\"t3_{i}\",\"body\":\"{}\"}}\n", "> a\\n\\nb\\n\\n".repeat(500))
    });
    dump("deleted ones", &|i| format!("{{\"id\":\"{i}\",\"link_id\":\"t3_b\",\"body\":\"[deleted]\"}}\n"));
    check(
        "items",
        Format::Wxr,
        WXR,
        |i| format!("<item><title>{i}{key}</title><wp:post_id>{i}</wp:post_id></item>"),
        "",
    );
    check("words", Format::Wxr, WXR, |_| key.clone(), "");
    check_within(MOST_OF_RECORD, "one text", Format::Wxr, &format!("{WXR}<item><title><![CDATA["), |_| key.clone(), "");
    check_within(MOST_OF_RECORD, "one tag", Format::Wxr, WXR, |i| if i == 0 { "<a ".into() } else { key.clone() }, "");
    check("elements", Format::Wxr, WXR, |_| "<a>".repeat(100), "");
    check(
        "authors",
        Format::Wxr,
        WXR,
        |i| format!("<wp:author><wp:author_id>{i}</wp:author_id><wp:author_login>{i}</wp:author_login></wp:author>"),
        "",
    );
    let disqus = "<disqus xmlns=\"http://disqus.com\" xmlns:dsq=\"http://disqus.com/disqus-internals\">";
    let thread =
        |i: u64| format!("<thread dsq:id=\"{i}\"><link>https://example.org/{i}</link><title>{key}</title></thread>");
    check_within(MOST_OF_RECORD, "threads", Format::Disqus, disqus, thread, "");
    let thread = |i: u64| format!("<thread dsq:id=\"{i}\"><id>{i}</id><link>https://example.org/{i}</link></thread>");
    check_within(MOST_OF_RECORD, "short threads", Format::Disqus, disqus, thread, "");
    let post = |i: u64| format!("<post dsq:id=\"{i}\"><message>a</message><thread dsq:id=\"{i}\"/></post>");
    check_within(MOST_OF_RECORD, "posts of threads that are not there", Format::Disqus, disqus, post, "");
}
