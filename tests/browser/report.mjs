// Opens an evaluation report in Chromium and looks at it as a reader does; any message, request, script, low contrast, sideways
// scrolling, skipped heading or drawing without words is a failure.
//
//   node tests/browser/report.mjs REPORT.html [FOLDER FOR PICTURES]
//
// The browser is that of CHROMIUM, else /usr/bin/chromium. Nothing else is needed but Node 20.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { Browser } from "./browser.mjs";
import { CONTRAST, WIDE } from "./look.mjs";

const [report, pictures] = process.argv.slice(2);
if (!report) {
  console.error("usage: node tests/browser/report.mjs REPORT.html [FOLDER FOR PICTURES]");
  process.exit(2);
}
if (pictures) mkdirSync(pictures, { recursive: true });

const address = pathToFileURL(resolve(report)).href;
const name = basename(report, ".html");
const TALL = 16_000;
const picture = async (page, what) => {
  if (!pictures) return;
  const height = await page.value("document.documentElement.scrollHeight");
  await page.picture(join(pictures, `${name}-${what}.png`), Math.min(height, TALL));
};
const open = async (browser, [width, height, mobile], [media, scheme]) => {
  const page = await browser.page();
  await page.size(width, height, mobile);
  await page.media(media, scheme);
  await page.open(address);
  return page;
};

const checks = {
  async "it loads nothing, runs nothing and says nothing"(browser) {
    const page = await open(browser, [1200, 900, false], ["screen", "light"]);
    assert.deepEqual(page.noise, []);
    assert.equal(page.requests.length, 1, `loads more than itself: ${page.requests.slice(1)}`);
    assert.equal(await page.value("document.scripts.length"), 0);
    assert.equal(await page.value("document.styleSheets.length"), 1);
    assert.deepEqual(await page.value(`[...document.querySelectorAll("*")].flatMap((e) => [...e.attributes]).filter((a) => /^(on|style$|src$|srcset$|action$)/.test(a.name) || (/^(href|xlink:href)$/.test(a.name) && !a.value.startsWith("#"))).map((a) => a.name + "=" + a.value)`), []);
    assert.match(await page.value(`document.querySelector("meta[http-equiv=Content-Security-Policy]").content`), /^default-src 'none'; style-src 'sha256-/);
    // What would have run had a comment been able to.
    assert.equal(await page.value(`document.querySelectorAll("img,iframe,object,embed,link,form,input,button").length`), 0);
  },

  async "contrast is enough and the plots turn with the colours"(browser) {
    const seen = new Set();
    for (const scheme of ["light", "dark"]) {
      const page = await open(browser, [1200, 900, false], ["screen", scheme]);
      await page.value(`document.querySelectorAll("details").forEach((d) => (d.open = true))`);
      assert.deepEqual(await page.value(CONTRAST), [], scheme);
      seen.add(await page.value(`getComputedStyle(document.querySelector("svg text") ?? document.body).fill`));
      await page.value(`document.querySelectorAll("details").forEach((d) => (d.open = false))`);
      await picture(page, scheme);
    }
    if (await hasPlots(browser)) assert.equal(seen.size, 2, "the words of the plots have one colour in light and dark");
  },

  async "a telephone needs no sideways scrolling"(browser) {
    for (const width of [360, 320]) {
      const page = await open(browser, [width, 740, true], ["screen", "light"]);
      assert.equal(await page.value(WIDE), 0, `at ${width} px`);
      await page.value(`document.querySelectorAll("details").forEach((d) => (d.open = true))`);
      assert.equal(await page.value(WIDE), 0, `at ${width} px with all opened`);
      await page.value(`document.querySelectorAll("details").forEach((d) => (d.open = false))`);
      if (width === 360) await picture(page, "telephone");
    }
  },

  async "headings are in order and everything has a name"(browser) {
    const page = await open(browser, [1200, 900, false], ["screen", "light"]);
    const levels = await page.value(`[...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => Number(h.tagName[1]))`);
    assert.equal(levels.filter((level) => level === 1).length, 1);
    levels.reduce((before, level) => (assert.ok(level <= before + 1, `h${level} after h${before}`), level), 0);
    const without = (selector, test) => page.value(`[...document.querySelectorAll(${JSON.stringify(selector)})].filter((e) => !(${test})).length`);
    assert.equal(await without("svg", `e.getAttribute("role") === "img" && e.querySelector("title")?.textContent.trim() && e.querySelector("desc")?.textContent.trim()`), 0, "a drawing without words");
    assert.equal(await without("table", `e.caption?.textContent.trim() && [...e.querySelectorAll("th")].every((th) => th.scope)`), 0, "a table without caption or scopes");
    assert.equal(await without("nav a", `document.querySelector(e.getAttribute("href"))`), 0, "a link that leads nowhere");
    const ids = await page.value(`[...document.querySelectorAll("[id]")].map((e) => e.id)`);
    assert.equal(new Set(ids).size, ids.length, "an id comes twice");
    const { nodes } = await page.send("Accessibility.getFullAXTree");
    const roles = nodes.map((node) => node.role?.value);
    for (const role of ["main", "navigation", "banner", "contentinfo"]) assert.ok(roles.includes(role), role);
    const nameless = nodes.filter((node) => !node.ignored && ["img", "link", "heading", "table"].includes(node.role?.value) && !node.name?.value);
    assert.deepEqual(nameless.map((node) => node.role.value), []);
  },

  async "keys reach the report and its sections"(browser) {
    const page = await open(browser, [1200, 900, false], ["screen", "light"]);
    await page.key("Tab");
    assert.equal(await page.value("document.activeElement.className"), "skip");
    await page.key("Enter", "\r");
    assert.equal(await page.value("location.hash"), "#report");
    assert.deepEqual(page.noise, []);
  },

  async "it can be printed"(browser) {
    const page = await open(browser, [794, 1100, false], ["print", "dark"]);
    assert.equal(await page.value("getComputedStyle(document.documentElement).colorScheme"), "light");
    assert.equal(await page.value("getComputedStyle(document.querySelector('nav')).display"), "none");
    assert.deepEqual(await page.value(CONTRAST), []);
    await picture(page, "paper");
    const { data } = await page.send("Page.printToPDF", { printBackground: false });
    assert.ok(data.length > 10_000);
  },
};

async function hasPlots(browser) {
  const page = await open(browser, [1200, 900, false], ["screen", "light"]);
  return (await page.value("document.querySelectorAll('svg').length")) > 0;
}

const browser = new Browser(process.env.CHROMIUM ?? "/usr/bin/chromium");
let failed = 0;
try {
  for (const [what, check] of Object.entries(checks)) {
    try {
      await check(browser);
      console.log(`ok    ${what}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${what}\n${error.stack}`);
    }
  }
} finally {
  await browser.close();
}
process.exitCode = failed ? 1 : 0;
