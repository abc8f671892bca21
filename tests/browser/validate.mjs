// Checks that pages are valid HTML by the Nu Html Checker, the W3C's.
//
//   node tests/browser/validate.mjs PAGE.html...
//
// The checker is fetched once, in the version below, into target/; it needs npm, and Java 17 or later.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = "26.9.27";
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = join(root, `target/vnu-${VERSION}`);
const jar = join(folder, `node_modules/vnu-jar/build/dist/vnu.jar`);

const pages = process.argv.slice(2).map((page) => resolve(page));
if (pages.length === 0) {
  console.error("usage: node tests/browser/validate.mjs PAGE.html...");
  process.exit(2);
}
if (!existsSync(jar)) {
  mkdirSync(folder, { recursive: true });
  // Its install script would fetch a Java of its own.
  const options = ["--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  execFileSync("npm", ["install", ...options, `vnu-jar@${VERSION}`], { stdio: "inherit" });
}
const { status, stderr, error } = spawnSync("java", ["-jar", jar, "--errors-only", "--format", "json", ...pages], {
  encoding: "utf8",
  maxBuffer: 1 << 28,
});
if (error) throw error;
const { messages } = JSON.parse(stderr);
for (const { url, lastLine, message, extract } of messages) {
  console.log(`${url?.replace(/.*\//, "")}:${lastLine}: ${message}\n    ${JSON.stringify(extract)}`);
}
console.log(`${pages.length} pages, ${messages.length} errors`);
process.exitCode = messages.length || status ? 1 : 0;
