//! The style of the page, with the rules that each head needs.
//!
//! Which head is chosen stands in one attribute of the page, so that choosing one changes nothing in the comments.

use super::shares::LOOKS;

const STYLE: &str = include_str!("../../../../templates/section/style.css");

/// What this page and that of the evaluation have in common.
const BASE: &str = include_str!("../../../../templates/base.css");

/// The script of the page.
pub const SCRIPT: &str = include_str!("../../../../templates/section/script.js");

/// Opacity of the ground of a word that speaks for the label, by strength.
const GROUNDS: [&str; 4] = [".10", ".19", ".30", ".44"];

/// Width of the line under a word, by strength.
const LINES: [&str; 4] = ["1px", "2px", "3px", "4px"];

/// Opacity of the line under a word that speaks against the label, by strength.
const AGAINST: [&str; 4] = [".55", ".7", ".85", "1"];

/// The style for this many heads.
pub fn style(n_heads: usize) -> String {
    let mut style = format!("{BASE}{STYLE}");
    for head in 0..n_heads {
        let chosen = format!("[data-head=\"{head}\"]");
        for look in LOOKS {
            style.push_str(&format!("{chosen} .k{head}{look}{{--k:var(--{look})}}\n"));
        }
        for (at, ((ground, line), against)) in GROUNDS.iter().zip(LINES).zip(AGAINST).enumerate() {
            let strength = at + 1;
            style.push_str(&format!(
                "{chosen} .h{head}p{strength}{{background:rgb(var(--k)/{ground});border-bottom:{line} solid rgb(var(--k))}}\n\
                 {chosen} .h{head}n{strength}{{border-bottom:{line} dotted rgb(var(--ink)/{against})}}\n"
            ));
        }
        style.push_str(&format!(
            "{chosen} .l{head}{{border-color:rgb(var(--k));background-color:rgb(var(--k)/.08)}}\n\
             .js{chosen} .of{head}{{display:block}}\n"
        ));
    }
    // Inline styles are forbidden, so each width of a bar is a class.
    for percent in 0..100 {
        style.push_str(&format!(".w{percent}{{--w:{percent}%}}\n"));
    }
    style
}
