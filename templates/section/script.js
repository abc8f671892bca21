"use strict";
(() => {
  const root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  root.classList.add("js");

  const comments = all(".c").map((element) => ({
    element,
    list: element.parentNode,
    depth: Number(element.dataset.d),
    labels: element.dataset.l.split(" "),
    certainty: element.dataset.p.split(" ").map(Number),
    button: one(".fold", element),
    text: null,
  }));
  const byElement = new Map(comments.map((comment) => [comment.element, comment]));
  const lists = all(".thread").map((element) => ({
    element,
    none: one(".none", element.parentNode),
    comments: comments.filter((comment) => comment.list === element),
  }));
  const form = one("#choice");
  const count = one("#count");
  const foldAll = one("#fold");
  const tip = one("#tip");
  const names = all("input[name=head]").map((input) => input.parentNode.textContent.trim());

  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const searched = (comment) => {
    comment.text ??= plain(one(".who", comment.element).textContent + "\n" + one(".text", comment.element).textContent);
    return comment.text;
  };

  // What is asked for, as the controls stand.
  const wanted = () => {
    const head = Number(one("input[name=head]:checked")?.value ?? root.dataset.head);
    const boxes = all(`input[data-head="${head}"]`);
    const [least, most] = one("#certainty").value.split(" ").map(Number);
    const words = plain(one("#search").value).split(/\s+/).filter(Boolean);
    const labels = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    return { head, labels, least, most, words, order: one("#order").value };
  };
  const matches = (comment, want) => {
    const label = comment.labels[want.head];
    if (!want.labels.has(label)) return false;
    const certainty = comment.certainty[want.head];
    if (label !== "x" ? certainty < want.least || certainty > want.most : want.least > 0 || want.most < 10000) return false;
    return want.words.every((word) => searched(comment).includes(word));
  };

  let order = "page 0";
  const sort = (want) => {
    const wished = want.order + " " + want.head;
    if (wished === order || (want.order === "page" && order.startsWith("page"))) return;
    order = wished;
    const sign = want.order === "sure" ? -1 : 1;
    for (const list of lists) {
      const sorted = [...list.comments];
      if (want.order !== "page") {
        // What was not asked has no certainty and comes last.
        const place = (comment) => (comment.labels[want.head] === "x" ? Infinity : sign * comment.certainty[want.head]);
        sorted.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
      }
      list.element.classList.toggle("flat", want.order !== "page");
      list.element.append(...sorted.map((comment) => comment.element));
    }
  };

  const apply = () => {
    const want = wanted();
    root.dataset.head = want.head;
    sort(want);
    let shown = 0;
    for (const list of lists) {
      let any = false;
      let folded = Infinity;
      for (const comment of list.comments) {
        if (comment.depth <= folded) folded = Infinity;
        const show = matches(comment, want) && (want.order !== "page" || folded === Infinity);
        comment.element.hidden = !show;
        if (show) shown += 1;
        any ||= show;
        if (folded === Infinity && comment.button?.getAttribute("aria-expanded") === "false") folded = comment.depth;
      }
      if (list.none) list.none.hidden = any;
    }
    const found = `${shown} of ${comments.length} ${comments.length === 1 ? "comment" : "comments"} shown`;
    if (count.textContent !== found) count.textContent = found;
    one("#paper").textContent = shown < comments.length ? `${found}, chosen by ${names[want.head]}, certainty or words` : "";
    hideTip();
  };

  const fold = (comment, folded) => comment.button?.setAttribute("aria-expanded", String(!folded));
  const foldEvery = (folded) => {
    for (const comment of comments) if (comment.depth === 0 || !folded) fold(comment, folded);
    foldAll.setAttribute("aria-pressed", String(folded));
  };

  // The exact weight of a word under the chosen head.
  let told = null;
  const hideTip = () => {
    tip.hidden = true;
    told?.removeAttribute("aria-describedby");
    told = null;
  };
  const showTip = (word) => {
    const head = Number(root.dataset.head);
    const weight = Number(word.dataset.w.split(" ")[head]);
    const label = one(`.l${head} b`, word.closest(".c"))?.textContent;
    if (!weight || label === undefined) return hideTip();
    const size = (Math.abs(weight) / 1000).toFixed(3);
    tip.textContent = `${weight > 0 ? "+" : "−"}${size} ${weight > 0 ? "for" : "against"} ${names[head]}: ${label}`;
    hideTip();
    tip.hidden = false;
    word.setAttribute("aria-describedby", "tip");
    told = word;
    const box = word.getClientRects()[0] ?? word.getBoundingClientRect();
    const above = box.top - tip.offsetHeight - 6;
    tip.style.top = `${above > 4 ? above : box.bottom + 6}px`;
    tip.style.left = `${Math.max(4, Math.min(box.left, root.clientWidth - tip.offsetWidth - 4))}px`;
  };
  const wordAt = (event) => (event.target instanceof Element ? event.target.closest("[data-w]") : null);

  // Texts can be reached with the keyboard, the words in them with arrows: one stop for each comment, not one for each word.
  for (const text of all(".text")) {
    if (!one("[data-w]", text)) continue;
    text.tabIndex = 0;
    text.setAttribute("role", "group");
    text.setAttribute("aria-label", "Text; arrow keys go through the words that weigh");
  }
  const step = (event) => {
    const text = event.target instanceof Element ? event.target.closest(".text") : null;
    if (!text || event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const head = Number(root.dataset.head);
    const words = all("[data-w]", text).filter((word) => Math.abs(Number(word.dataset.w.split(" ")[head])) >= 50);
    const at = words.indexOf(document.activeElement);
    const next = words[at < 0 ? (by > 0 ? 0 : words.length - 1) : at + by];
    if (!next) return;
    event.preventDefault();
    next.tabIndex = -1;
    next.focus();
  };

  document.addEventListener("pointerover", (event) => {
    const word = wordAt(event);
    if (word) showTip(word);
    else if (!document.activeElement?.dataset?.w) hideTip();
  });
  document.addEventListener("focusin", (event) => (wordAt(event) ? showTip(wordAt(event)) : hideTip()));
  const scrolled = () => (document.activeElement?.dataset?.w && !tip.hidden ? showTip(document.activeElement) : hideTip());
  document.addEventListener("scroll", scrolled, { passive: true });
  document.addEventListener("keydown", (event) => (event.key === "Escape" ? hideTip() : step(event)));
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : root;
    const button = target.closest("button.fold");
    if (button) {
      const comment = byElement.get(button.closest(".c"));
      fold(comment, button.getAttribute("aria-expanded") === "true");
      return apply();
    }
    // A link to a comment that is hidden brings it back.
    const link = target.closest('a[href^="#c"]');
    const linked = link && document.getElementById(link.getAttribute("href").slice(1));
    if (linked?.hidden) linked.hidden = false;
  });
  foldAll.addEventListener("click", () => {
    foldEvery(foldAll.getAttribute("aria-pressed") !== "true");
    apply();
  });

  let waiting;
  for (const controls of [form, one("#questions")]) {
    controls.addEventListener("submit", (event) => event.preventDefault());
    controls.addEventListener("change", apply);
  }
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  });
  form.addEventListener("reset", () => {
    foldEvery(false);
    setTimeout(apply);
  });
  one("#theme").addEventListener("change", (event) => {
    if (event.target.value) root.dataset.theme = event.target.value;
    else delete root.dataset.theme;
  });

  // On paper nothing is folded.
  let opened = [];
  let unfolded = [];
  addEventListener("beforeprint", () => {
    opened = all("details.article:not([open])");
    unfolded = comments.filter((comment) => comment.button?.getAttribute("aria-expanded") === "false");
    for (const details of opened) details.open = true;
    for (const comment of unfolded) fold(comment, false);
    apply();
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    for (const comment of unfolded) fold(comment, true);
    apply();
  });
  apply();
})();
