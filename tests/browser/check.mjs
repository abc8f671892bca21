// Opens pages of the program in Chromium and uses them as a reader does; any message, exception, dialog or request is a failure.
//
//   node tests/browser/check.mjs target/debug/hustings [FOLDER FOR PICTURES]
//
// The browser is that of CHROMIUM, else /usr/bin/chromium. Nothing else is needed but Node 20.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { Browser } from "./browser.mjs";
import { CONTRAST, WIDE } from "./look.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const [program, pictures] = process.argv.slice(2);
if (!program) {
  console.error("usage: node tests/browser/check.mjs PROGRAM [FOLDER FOR PICTURES]");
  process.exit(2);
}
if (pictures) mkdirSync(pictures, { recursive: true });

const folder = mkdtempSync(join(tmpdir(), "hustings-page-"));
const classify = (...inputs) => {
  const out = join(folder, `${inputs.length}-${inputs[0].replace(/\W/g, "_")}.html`);
  execFileSync(resolve(program), ["classify", ...inputs, "-o", out], { cwd: root, stdio: "ignore" });
  return pathToFileURL(out).href;
};

const emoji = { id: "emoji", text: "🙄".repeat(10_000), author: "🙄".repeat(300), article_title: "Faces" };
const lone = { id: "long", text: "a".repeat(20_000), author: "b", article_title: "Faces" };
writeFileSync(join(folder, "faces.jsonl"), [emoji, lone].map((row) => JSON.stringify(row) + "\n").join(""));

// What a reader sees and does.
const SHOWN = `[...document.querySelectorAll(".c")].filter((c) => !c.hidden).map((c) => c.id)`;
const COUNT = `document.querySelector("#count").textContent`;
const press = (selector) => `document.querySelector(${JSON.stringify(selector)}).click()`;
const choose = (selector, value) =>
  `{const e = document.querySelector(${JSON.stringify(selector)}); e.value = ${JSON.stringify(value)};
    e.dispatchEvent(new Event("input", {bubbles: true})); e.dispatchEvent(new Event("change", {bubbles: true}))}`;
const soon = (page) => page.value("new Promise((done) => setTimeout(done, 250))");
const picture = (page, name, most) => pictures && page.picture(join(pictures, `${name}.png`), most);
const wide = (page) => page.value(WIDE);

const quiet = (page) => {
  assert.deepEqual(page.noise, []);
  assert.equal(page.requests.length, 1, `loads more than itself: ${page.requests.slice(1)}`);
};

const checks = {
  async "filters, search, order and heads do what they say"(browser) {
    const page = await browser.page();
    await page.size(1200, 900);
    await page.media("screen", "light");
    await page.open(classify("samples/corridor.txt"));
    const every = await page.value(SHOWN);
    assert.equal(every.length, 14);
    assert.equal(await page.value(COUNT), "14 of 14 comments shown");

    // Class: what is left has the label; the count is that of the table.
    await page.value(press('.of0 input[value="1"]'));
    const without = await page.value(SHOWN);
    const given = (head) => page.value(`[...document.querySelectorAll(".c:not([hidden])")].map((c) => c.dataset.l.split(" ")[${head}])`);
    assert.ok(without.length > 0 && without.length < 14);
    assert.ok(!(await given(0)).includes("1"));
    assert.equal(await page.value(COUNT), `${without.length} of 14 comments shown`);

    // Another head: its own classes, its own marks.
    const marked = (head) => page.value(`[...document.querySelectorAll("[class*=h${head}p]")].filter((w) => getComputedStyle(w).borderBottomStyle === "solid").length`);
    assert.ok((await marked(0)) > 0);
    await page.value(press('input[name=head][value="2"]'));
    assert.equal((await page.value(SHOWN)).length, 14);
    assert.equal(await page.value("getComputedStyle(document.querySelector('.of2')).display"), "block");
    assert.equal(await page.value("getComputedStyle(document.querySelector('.classes.of0')).display"), "none");
    assert.ok((await marked(2)) > 0);

    // Certainty, and its order.
    await page.value(choose("#certainty", "7000 10000"));
    const p = () => page.value(`[...document.querySelectorAll(".c:not([hidden])")].map((c) => Number(c.dataset.p.split(" ")[2]))`);
    assert.ok((await p()).length > 0 && (await p()).every((p) => p >= 7000));
    await page.value(choose("#order", "sure"));
    assert.deepEqual(await p(), (await p()).toSorted((a, b) => b - a));
    await page.value(choose("#certainty", "0 10000"));
    await page.value(choose("#order", "unsure"));
    assert.deepEqual(await p(), (await p()).toSorted((a, b) => a - b));
    await picture(page, "sorted", 2400);
    await page.value(choose("#order", "page"));
    assert.deepEqual(await page.value(SHOWN), every);

    // Search, by words in any case, in names too.
    await page.value(choose("#search", "GORIS cousins"));
    await soon(page);
    assert.deepEqual(await page.value(SHOWN), ["c1"]);
    await page.value(choose("#search", "no such word"));
    await soon(page);
    assert.equal(await page.value(COUNT), "0 of 14 comments shown");
    assert.equal(await page.value("document.querySelector('.none').hidden"), false);
    await page.value(press("button[type=reset]"));
    await soon(page);
    assert.deepEqual(await page.value(SHOWN), every);

    // Folding.
    await page.value(press("#c1 .fold"));
    assert.deepEqual(await page.value(SHOWN), every.filter((id) => !["c2", "c3"].includes(id)));
    await page.value(press("#c1 .fold"));
    await page.value(press("#fold"));
    assert.ok(await page.value(`[...document.querySelectorAll(".c:not([hidden])")].every((c) => c.dataset.d === "0")`));
    await page.value(press("#fold"));
    assert.deepEqual(await page.value(SHOWN), every);
    quiet(page);
  },

  async "keys reach the words and the tip tells their weight"(browser) {
    const page = await browser.page();
    await page.size(1200, 900);
    await page.open(classify("samples/corridor.txt"));
    await page.value(press('input[name=head][value="5"]'));
    await page.value("document.querySelector('#c1 .text').focus()");
    await page.key("ArrowRight");
    const tip = () => page.value("document.querySelector('#tip').hidden ? null : document.querySelector('#tip').textContent");
    const word = await page.value("document.activeElement.dataset.w");
    assert.match(await tip(), /^[+−]\d+\.\d{3} (for|against) sentiment: (positive|negative|neutral)$/);
    const weight = Number(word.split(" ")[5]) / 1000;
    assert.equal(Number((await tip()).split(" ")[0].replace("−", "-")), weight);
    await soon(page);
    assert.notEqual(await tip(), null);
    await picture(page, "tip");
    await page.key("Escape");
    assert.equal(await tip(), null);

    // The first stop is the link that skips to the comments.
    await page.open(classify("samples/corridor.txt"));
    await page.key("Tab");
    assert.equal(await page.value("document.activeElement.className"), "skip");
    await page.key("Enter", "\r");
    assert.equal(await page.value("location.hash"), "#comments");

    // Every control and every region has a name.
    const { nodes } = await page.send("Accessibility.getFullAXTree");
    const roles = ["button", "link", "radio", "checkbox", "combobox", "searchbox", "table", "region", "article", "search", "main"];
    const nameless = nodes.filter((node) => !node.ignored && roles.includes(node.role?.value) && node.role.value !== "main" && !node.name?.value);
    assert.deepEqual(nameless.map((node) => node.role.value), []);
    for (const role of ["main", "banner", "contentinfo", "search", "status"]) {
      assert.ok(nodes.some((node) => node.role?.value === role), role);
    }
    assert.deepEqual(page.noise, []);
  },

  async "hostile comments do nothing"(browser) {
    const page = await browser.page();
    await page.size(1200, 900);
    await page.open(classify("tests/fixtures/hostile.jsonl"));
    assert.equal((await page.value(SHOWN)).length, 11);
    assert.equal(await page.value("document.scripts.length"), 1);
    assert.equal(await page.value("document.styleSheets.length"), 1);
    for (let head = 0; head < 6; head += 1) await page.value(press(`input[name=head][value="${head}"]`));
    await page.value(`document.querySelectorAll("details").forEach((details) => (details.open = true))`);
    await page.value(`document.querySelectorAll(".c *").forEach((e) => { e.dispatchEvent(new PointerEvent("pointerover", {bubbles: true})); e.focus?.(); })`);
    await page.value(choose("#search", "<script>"));
    await soon(page);
    assert.ok((await page.value(SHOWN)).includes("c1"));
    await page.value(choose("#search", ""));
    await soon(page);
    assert.equal(await wide(page), 0);
    await picture(page, "hostile", 3000);
    await page.size(360, 740, true);
    assert.equal(await wide(page), 0);
    quiet(page);
  },

  async "the policy keeps out what the page did not bring"(browser) {
    const page = await browser.page();
    await page.open(classify("samples/corridor.txt"));
    await page.value(`{const s = document.createElement("script"); s.textContent = "window.got = 1"; document.body.append(s);
      const i = new Image(); i.src = "https://example.org/x.png"; document.body.append(i);
      document.body.insertAdjacentHTML("beforeend", "<p style='color:red' onclick='window.got = 1' id=probe>x</p>"); probe.click()}`);
    await soon(page);
    assert.equal(await page.value("window.got ?? null"), null);
    assert.notEqual(await page.value("getComputedStyle(probe).color"), "rgb(255, 0, 0)");
    // Each refusal is told in the log.
    assert.ok(page.noise.length >= 4 && page.noise.every((told) => /Content Security Policy/.test(told)), page.noise.join("\n"));
  },

  async "pages are legible in the dark, on a telephone and on paper"(browser) {
    const page = await browser.page();
    const address = classify("samples/corridor.txt");
    for (const scheme of ["light", "dark"]) {
      await page.size(1200, 2400);
      await page.media("screen", scheme);
      await page.open(address);
      await picture(page, scheme);
      const low = await page.value(CONTRAST);
      assert.deepEqual(low, [], scheme);
    }
    await page.value(choose("#theme", "light"));
    assert.equal(await page.value("getComputedStyle(document.documentElement).colorScheme"), "light");
    await page.media("screen", "light");
    await page.size(360, 2400, true);
    await page.open(address);
    assert.equal(await wide(page), 0);
    await picture(page, "telephone");
    await page.value("document.querySelector('#c1').scrollIntoView()");
    await picture(page, "telephone-thread");

    await page.size(794, 1100);
    await page.value(press("#fold"));
    await page.value(`dispatchEvent(new Event("beforeprint"))`);
    await page.media("print", "light");
    assert.equal((await page.value(SHOWN)).length, 14);
    assert.equal(await page.value("document.querySelector('details.article').open"), true);
    assert.equal(await page.value("getComputedStyle(document.querySelector('#choice')).display"), "none");
    await picture(page, "paper", 3200);
    await page.value(`dispatchEvent(new Event("afterprint"))`);
    assert.ok((await page.value(SHOWN)).length < 14);
    const { data } = await page.send("Page.printToPDF", { printBackground: false });
    assert.ok(data.length > 10_000);
  },

  async "emoji, long words and several sections keep within the page"(browser) {
    const page = await browser.page();
    const address = classify(join(folder, "faces.jsonl"), "samples/corridor.txt");
    for (const [width, name] of [[1200, "sections"], [360, "sections-telephone"]]) {
      await page.size(width, 900, width < 500);
      await page.open(address);
      assert.equal(await wide(page), 0);
      await picture(page, name);
    }
    assert.equal(await page.value("document.querySelectorAll('nav a').length"), 2);
    assert.equal(await page.value("document.querySelectorAll('h3.section').length"), 2);
    assert.deepEqual(page.noise, []);
  },

  async "without script all can be read"(browser) {
    const page = await browser.page();
    await page.send("Emulation.setScriptExecutionDisabled", { value: true });
    await page.size(1200, 2400);
    await page.open(classify("samples/corridor.txt"));
    await picture(page, "no-script");
    const seen = await page.value(`[".text", ".controls", ".fold", ".sum"].map((s) => [...document.querySelectorAll(s)].filter((e) => getComputedStyle(e).display !== "none").length)`);
    assert.deepEqual(seen, [14, 0, 0, 14 * 6]);
    assert.equal(await page.value(`getComputedStyle(document.querySelector("[class*=h0p]")).borderBottomStyle`), "solid");
    assert.deepEqual(page.noise, []);
  },
};

const browser = new Browser(process.env.CHROMIUM ?? "/usr/bin/chromium");
let failed = 0;
try {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check(browser);
      console.log(`ok    ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name}\n${error.stack}`);
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
