//! Which keys the JSON value at the start of a file has, even if the value is cut off.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Levels of a value that are looked at; paths kept at most; elements of an array looked at.
const MAX_DEPTH: usize = 12;
const MAX_PATHS: usize = 4096;
const MAX_ELEMENTS: usize = 50;

/// Paths of keys: `post_stream.posts[].cooked`; `[].id` in an array of objects.
#[derive(Debug, Default)]
pub(super) struct Outline {
    paths: HashSet<String>,
    /// Whether the value is an array.
    pub is_array: bool,
}

impl Outline {
    /// The keys of the first value of a text; `None` if it is neither an object nor an array.
    pub fn of(text: &str) -> Option<Self> {
        let mut outline = Self { paths: HashSet::new(), is_array: text.trim_start().starts_with('[') };
        if !outline.is_array && !text.trim_start().starts_with('{') {
            return None;
        }
        // Where the text is cut off or no JSON, what was seen before counts.
        let seed = Walk { path: String::new(), depth: 0, paths: &mut outline.paths };
        let _ = seed.deserialize(&mut serde_json::Deserializer::from_str(text));
        Some(outline)
    }

    /// Whether this path was seen.
    pub fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether all these paths were seen.
    pub fn has_all(&self, paths: &[&str]) -> bool {
        paths.iter().all(|path| self.has(path))
    }

    /// Whether all these keys were seen in one of these places: `""`, `"[]."`, `"data[]."`.
    pub fn has_all_in(&self, places: &[&str], keys: &[&str]) -> bool {
        places.iter().any(|place| keys.iter().all(|key| self.has(&format!("{place}{key}"))))
    }
}

/// Collects the paths below one value.
struct Walk<'a> {
    path: String,
    depth: usize,
    paths: &'a mut HashSet<String>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if self.depth >= MAX_DEPTH || self.paths.len() >= MAX_PATHS || key.len() > 100 {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let dot = if self.path.is_empty() { "" } else { "." };
            let path = format!("{}{dot}{key}", self.path);
            self.paths.insert(path.clone());
            map.next_value_seed(Walk { path, depth: self.depth + 1, paths: self.paths })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let mut n = 0;
        loop {
            n += 1;
            if n > MAX_ELEMENTS || self.depth >= MAX_DEPTH {
                if elements.next_element::<IgnoredAny>()?.is_none() {
                    return Ok(());
                }
                continue;
            }
            let path = format!("{}[]", self.path);
            let seed = Walk { path, depth: self.depth + 1, paths: self.paths };
            if elements.next_element_seed(seed)?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_seen_up_to_where_the_text_is_cut() {
        let outline = Outline::of(r#" {"a": {"b": [{"c": 1}, {"d": "x"#).unwrap();
        assert!(outline.has_all(&["a", "a.b", "a.b[].c", "a.b[].d"]) && !outline.has("b") && !outline.is_array);
        let outline = Outline::of("[{\"id\": 1},\n{\"x\": null}] and more").unwrap();
        assert!(outline.has_all(&["[].id", "[].x"]) && outline.is_array);
        assert!(Outline::of("id,text\n").is_none());
        assert!(Outline::of(&"[".repeat(100_000)).is_some());
    }
}
