//! The tree as it grows, and how deep the element is that takes the next words.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, QualName};
use rustc_hash::FxHashMap;
use scraper::{Html, HtmlTreeSink};

/// A node of the tree.
pub(in crate::read) type Handle = <HtmlTreeSink as TreeSink>::Handle;

/// Builds the tree and keeps the depth of each element at the time it was put in. Elements moved later keep theirs,
/// which is off by the few levels that they moved.
pub(super) struct Depths {
    tree: HtmlTreeSink,
    depths: RefCell<FxHashMap<Handle, u32>>,
    depth: Cell<u32>,
    n_elements: Cell<usize>,
}

impl Depths {
    pub fn new(html: Html) -> Self {
        Self {
            tree: HtmlTreeSink::new(html),
            depths: RefCell::new(FxHashMap::default()),
            depth: Cell::new(0),
            n_elements: Cell::new(0),
        }
    }

    /// Depth of the element put in last, or of the parent of the one closed last, as far as that is known.
    pub fn depth(&self) -> u32 {
        self.depth.get()
    }

    /// Says that an end tag was seen at this depth. The builder does not tell of all elements that it closes, and an end tag
    /// may close none or many: one is taken for closed, and the next that is put in shows how deep it is.
    pub fn closed_at(&self, depth: u32) {
        if self.depth.get() == depth {
            self.depth.set(depth.saturating_sub(1));
        }
    }

    /// Elements made so far.
    pub fn n_elements(&self) -> usize {
        self.n_elements.get()
    }

    fn depth_of(&self, node: &Handle) -> u32 {
        self.depths.borrow().get(node).copied().unwrap_or(0)
    }

    fn put(&self, child: &NodeOrText<Handle>, depth: u32) {
        match child {
            NodeOrText::AppendNode(node) => {
                self.depths.borrow_mut().insert(*node, depth);
                self.depth.set(depth);
            }
            NodeOrText::AppendText(_) => self.depth.set(depth.saturating_sub(1)),
        }
    }
}

impl TreeSink for Depths {
    type Handle = Handle;
    type Output = Html;
    type ElemName<'a> = <HtmlTreeSink as TreeSink>::ElemName<'a>;

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Handle {
        self.n_elements.set(self.n_elements.get() + 1);
        self.tree.create_element(name, attrs, flags)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.put(&child, self.depth_of(parent) + 1);
        self.tree.append(parent, child);
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        self.put(&child, self.depth_of(sibling));
        self.tree.append_before_sibling(sibling, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        self.put(&child, self.depth_of(element));
        self.tree.append_based_on_parent_node(element, previous, child);
    }

    fn pop(&self, node: &Handle) {
        self.depth.set(self.depth_of(node).saturating_sub(1));
        self.tree.pop(node);
    }

    fn finish(self) -> Html {
        self.tree.finish()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.tree.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Self::ElemName<'a> {
        self.tree.elem_name(target)
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        self.tree.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        self.tree.create_pi(target, data)
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.tree.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        self.tree.get_template_contents(target)
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        self.tree.same_node(one, other)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.tree.set_quirks_mode(mode);
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        self.tree.add_attrs_if_missing(target, attrs);
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.tree.reparent_children(node, new_parent);
    }
}
