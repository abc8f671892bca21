//! Inputs that are deep, long or wide.

use std::fmt::Write;

use hustings::read::Format;

const LEVELS: usize = 100_000;

/// Names, inputs, and what they are read as besides what they seem to be.
pub fn inputs() -> Vec<(&'static str, Vec<u8>, Format)> {
    let mut inputs = Vec::new();
    nested_json(&mut inputs);
    nested_markup(&mut inputs);
    entities(&mut inputs);
    long_and_wide(&mut inputs);
    replies(&mut inputs);
    inputs.into_iter().map(|(name, text, format)| (name, text.into_bytes(), format)).collect()
}

type Inputs = Vec<(&'static str, String, Format)>;

fn nested(open: &str, inside: &str, close: &str) -> String {
    [open.repeat(LEVELS), inside.to_owned(), close.repeat(LEVELS)].concat()
}

/// Formats whose answers nest: each with what a level opens and closes.
fn nested_json(inputs: &mut Inputs) {
    for format in [Format::Jsonl, Format::Coral, Format::Telegram, Format::X] {
        inputs.push(("brackets", nested("[", "1", "]"), format));
        inputs.push(("brackets unclosed", "[".repeat(LEVELS), format));
        inputs.push(("objects", nested("{\"a\":", "1", "}"), format));
    }
    let reddit = nested(
        "{\"kind\":\"Listing\",\"data\":{\"children\":[{\"kind\":\"t1\",\"data\":{\"id\":\"a\",\"body\":\"b\",\"replies\":",
        "\"\"",
        "}}]}}",
    );
    inputs.push(("nested replies", reddit, Format::Reddit));
    let hacker_news = nested("{\"id\":1,\"type\":\"comment\",\"text\":\"a\",\"children\":[", "", "]}");
    inputs.push(("nested children", hacker_news, Format::HackerNews));
    let schema = nested("{\"@type\":\"Comment\",\"text\":\"a\",\"comment\":[", "", "]}");
    let page = format!("<script type=\"application/ld+json\">{schema}</script>");
    inputs.push(("nested comments of schema.org", page, Format::SchemaOrg));
    inputs.push(("text of a record", format!("{{\"text\":{}}}", nested("[", "", "]")), Format::Jsonl));
}

fn nested_markup(inputs: &mut Inputs) {
    let comment = |text: &str| {
        format!(
            "<ol class=\"commentlist\"><li id=\"comment-1\" class=\"comment\"><div class=\"comment-content\">{text}</div></li></ol>"
        )
    };
    for (name, open, close) in [
        ("divs", "<div>", "</div>"),
        ("quotations", "<blockquote>", "</blockquote>"),
        ("lists", "<ol class=\"children\"><li class=\"comment\">", "</li></ol>"),
        (
            "items of schema.org",
            "<div itemprop=\"comment\" itemscope itemtype=\"https://schema.org/Comment\">",
            "</div>",
        ),
        ("bold words, misnested", "<b><i></b>", ""),
        ("formatting that is opened again", "<p><font size=1><b class=a>", ""),
        ("links in tables", "<table><a>", ""),
        ("vector graphics", "<svg><g>", "</g></svg>"),
        ("ends", "</p>", ""),
        ("comments unclosed", "<!--", ""),
        ("templates", "<template>", "</template>"),
        ("choices", "<select><option>", ""),
    ] {
        let text = nested(open, "a", close);
        for format in [Format::WordPressPage, Format::Typepad, Format::SchemaOrg] {
            inputs.push((name, comment(&text), format));
        }
        inputs.push((name, text.clone(), Format::WordPressPage));
        inputs.push((name, format!("text\n\"{}\"\n", text.replace('"', "")), Format::Csv));
        let post = format!("{{\"id\":1,\"post_stream\":{{\"posts\":[{{\"id\":1,\"cooked\":{text:?}}}]}}}}");
        inputs.push((name, post, Format::Discourse));
        let message = format!("<disqus><post dsq:id=\"1\"><message><![CDATA[{text}]]></message></post></disqus>");
        inputs.push((name, message, Format::Disqus));
    }
    for format in [Format::Wxr, Format::Disqus] {
        inputs.push(("elements", nested("<a>", "b", "</a>"), format));
        inputs.push(("elements unclosed", "<rss><channel><item>".repeat(LEVELS), format));
        inputs.push((
            "attributes",
            format!(
                "<rss {}>",
                (0..LEVELS).fold(String::new(), |mut all, i| {
                    let _ = write!(all, "a{i}='' ");
                    all
                })
            ),
            format,
        ));
    }
    for (name, text) in [
        ("quotations in Markdown", nested("> ", "a", "")),
        ("quotations without spaces", nested(">", "a", "")),
        ("emphasis", nested("*a ", "", "")),
        ("stars", "*".repeat(LEVELS)),
        ("links", nested("[", "a", "](b)")),
        ("lists in Markdown", nested("- ", "a", "")),
        ("code", "`a``".repeat(LEVELS)),
        ("tables", "|a".repeat(LEVELS) + "\n" + &"|-".repeat(LEVELS)),
        ("spoilers", ">!".repeat(LEVELS)),
        ("superscripts", nested("^(", "a", ")")),
    ] {
        let line = format!(
            "{{\"id\":\"a\",\"link_id\":\"t3_b\",\"parent_id\":\"t3_b\",\"author\":\"c\",\"body\":{text:?}}}\n"
        );
        inputs.push((name, line, Format::RedditDump));
    }
}

/// Entities that stand for entities, a billion words in all, and one that stands for itself.
fn entities(inputs: &mut Inputs) {
    for format in [Format::Wxr, Format::Disqus] {
        let mut bomb = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a0 \"words\">".to_owned();
        for i in 1..10 {
            let _ = write!(bomb, "<!ENTITY a{i} \"{}\">", format!("&a{};", i - 1).repeat(10));
        }
        let comment =
            "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>&a9;</wp:comment_content></wp:comment>";
        let _ = write!(
            bomb,
            "]><rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><item>{comment}</item></channel></rss>"
        );
        inputs.push(("entity bomb", bomb, format));
        let own = "<!DOCTYPE disqus [<!ENTITY a \"&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>\
                   <disqus xmlns=\"http://disqus.com\"><post dsq:id=\"1\"><message>&a;&f;</message></post></disqus>";
        inputs.push(("entities of themselves and of files", own.to_owned(), format));
        inputs.push(("a long document type", format!("<!DOCTYPE rss [{}", "<!ENTITY a \"b\">".repeat(LEVELS)), format));
    }
    inputs.push(("many entities", format!("text\n\"{}\"", "&amp;#60;&nGt;&".repeat(LEVELS)), Format::Csv));
}

fn long_and_wide(inputs: &mut Inputs) {
    for format in Format::ALL {
        inputs.push(("a megabyte on one line", "word ".repeat(200_000), format));
    }
    let mut ends = |name, text: &str| {
        for format in [Format::Csv, Format::Page, Format::Typepad, Format::Jsonl] {
            inputs.push((name, text.repeat(LEVELS), format));
        }
    };
    ends("blank lines", "\n");
    ends("returns", "\r");
    ends("quotes", "\"\n");
    ends("commas", "a,\n");
    ends("numbered lines", "  1. Ann\n\n");
    ends("posted by", "Posted by: Ann | January 1, 2006 at 01:00 PM\n\n");
    ends("empty objects", "{}\n");
    ends("broken objects", "{\n");
    let names: Vec<String> = (0..LEVELS).map(|i| format!("c{i}")).collect();
    let header = names.join(",");
    inputs.push(("100,000 columns", format!("text,{header}\n{}\n", ",".repeat(LEVELS)), Format::Csv));
    inputs.push((
        "100,000 columns of one name",
        format!("{}\n{}", "text,".repeat(LEVELS), "a,".repeat(LEVELS)),
        Format::Csv,
    ));
    inputs.push(("short rows", format!("text,{header}\n{}", "a\n".repeat(LEVELS)), Format::Csv));
    let keys: Vec<String> = (0..LEVELS).map(|i| format!("\"k{i}\":\"v\"")).collect();
    inputs.push((
        "100,000 keys",
        format!("{{\"text\":\"a\",{}}}\n{{\"text\":\"b\"}}\n", keys.join(",")),
        Format::Jsonl,
    ));
    let new_keys = (0..20_000).fold(String::new(), |mut all, i| {
        let _ = writeln!(all, "{{\"text\":\"a\",\"k{i}\":1}}");
        all
    });
    inputs.push(("another key in each record", new_keys, Format::Jsonl));
    let numbers = format!("[{}0]", "0,".repeat(5 * LEVELS));
    for format in [Format::Jsonl, Format::WordPressRest, Format::X] {
        inputs.push(("a list of numbers", numbers.clone(), format));
        inputs.push(("a list of objects", format!("[{}{{}}]", "{},".repeat(LEVELS)), format));
    }
}

/// Threads as long as the file, circles, and ids that are all the same or too large for any number.
fn replies(inputs: &mut Inputs) {
    let table = |row: &dyn Fn(usize) -> String| {
        (0..LEVELS).fold("id,parent_id,text\n".to_owned(), |mut all, i| {
            let _ = writeln!(all, "{}", row(i));
            all
        })
    };
    let n = LEVELS;
    inputs.push(("a chain", table(&|i| format!("{},{i},a", i + 1)), Format::Csv));
    inputs.push(("a chain read backwards", table(&|i| format!("{i},{},a", i + 1)), Format::Csv));
    inputs.push(("a circle", table(&|i| format!("{i},{},a", (i + 1) % n)), Format::Csv));
    inputs.push(("circles of two", table(&|i| format!("{i},{},a", i ^ 1)), Format::Csv));
    inputs.push(("comments that answer themselves", table(&|i| format!("{i},{i},a")), Format::Csv));
    inputs.push(("one id", table(&|i| format!("1,1,a{i}")), Format::Csv));
    inputs.push(("one comment", table(&|_| "1,1,a".to_owned()), Format::Csv));
    inputs.push(("ids too large", table(&|i| format!("99999999999999999999999999{i},1e999,a")), Format::Csv));
    inputs.push(("no ids", table(&|i| format!(",{},a", i + 2)), Format::Csv));
    let lines = |row: &dyn Fn(usize) -> String| (0..20_000).map(row).collect::<String>();
    let reddit =
        lines(&|i| format!("{{\"id\":\"{i}\",\"link_id\":\"t3_b\",\"parent_id\":\"t1_{}\",\"body\":\"a\"}}\n", i + 1));
    inputs.push(("a chain of Reddit", reddit, Format::RedditDump));
    let telegram =
        lines(&|i| format!("{{\"id\":{i},\"type\":\"message\",\"text\":\"a\",\"reply_to_message_id\":{}}},", i + 1));
    let telegram = format!("{{\"name\":\"a\",\"type\":\"public_channel\",\"id\":1,\"messages\":[{telegram}{{}}]}}");
    inputs.push(("a chain of Telegram", telegram, Format::Telegram));
    let posts = lines(&|i| {
        format!("{{\"id\":{i},\"post_number\":{i},\"reply_to_post_number\":{},\"cooked\":\"<p>a</p>\"}},", i + 1)
    });
    let topic = format!("{{\"id\":1,\"title\":\"t\",\"post_stream\":{{\"posts\":[{posts}{{}}]}}}}");
    inputs.push(("a chain of Discourse", topic, Format::Discourse));
    let tweets = lines(&|i| {
        format!(
            "{{\"id\":\"{i}\",\"text\":\"a\",\"conversation_id\":\"1\",\"referenced_tweets\":[{{\"type\":\"replied_to\",\"id\":\"{}\"}}]}},",
            i + 1
        )
    });
    inputs.push(("a chain of X", format!("{{\"data\":[{tweets}{{}}]}}"), Format::X));
    let comments = lines(&|i| {
        format!("{{\"id\":{i},\"post\":1,\"parent\":{},\"content\":{{\"rendered\":\"<p>a</p>\"}}}},", (i + 1) % 20_000)
    });
    inputs.push(("a circle of WordPress", format!("[{comments}{{}}]"), Format::WordPressRest));
    let comments = lines(&|i| format!("{{\"id\":\"{i}\",\"parent\":\"{}\",\"text\":\"a\"}},", i + 1));
    inputs.push((
        "a chain of yt-dlp",
        format!("{{\"id\":\"v\",\"extractor\":\"youtube\",\"comments\":[{comments}{{}}]}}"),
        Format::YtDlp,
    ));
    let items = lines(&|i| {
        format!(
            "<li id=\"comment-{i}\" class=\"comment\"><cite class=\"fn\">Ann</cite> says to Ann: \
             <div class=\"comment-content\"><p>@Ann a</p></div>"
        )
    });
    inputs.push(("a long page", format!("<ol class=\"commentlist\">{items}</ol>"), Format::WordPressPage));
}
