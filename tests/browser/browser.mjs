// Drives a Chromium without a window over its debugging pipe: JSON messages, parted by NUL, on file descriptors 3 and 4.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE = 30_000;

/** A browser of its own, with a fresh profile. */
export class Browser {
  #next = 1;
  #waiting = new Map();
  #listeners = [];
  #rest = "";
  #ended = null;

  constructor(program) {
    this.profile = mkdtempSync(join(tmpdir(), "hustings-browser-"));
    const options = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--disable-default-apps", "--hide-scrollbars",
      `--user-data-dir=${this.profile}`, "--remote-debugging-pipe", "about:blank",
    ];
    this.process = spawn(program, options, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.process.on("error", (error) => this.#fail(error));
    this.process.on("exit", (code) => this.#fail(new Error(`the browser ended with ${code}`)));
    this.process.stdio[3].on("error", (error) => this.#fail(error));
    this.process.stdio[4].setEncoding("utf8").on("data", (data) => this.#read(data));
  }

  #fail(error) {
    this.#ended = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #read(data) {
    const messages = (this.#rest + data).split("\0");
    this.#rest = messages.pop();
    for (const text of messages) {
      const message = JSON.parse(text);
      const waiting = this.#waiting.get(message.id);
      if (!waiting) {
        for (const listener of this.#listeners) listener(message);
        continue;
      }
      this.#waiting.delete(message.id);
      if (message.error) waiting.reject(new Error(`${waiting.method}: ${message.error.message}`));
      else waiting.resolve(message.result);
    }
  }

  /** Calls a method of the protocol. */
  send(method, params = {}, sessionId = undefined) {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), PATIENCE);
      const done = (then) => (value) => (clearTimeout(timer), then(value));
      this.#waiting.set(id, { method, resolve: done(resolve), reject: done(reject) });
      this.process.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + "\0");
    });
  }

  /** Hears every event. */
  listen(listener) {
    this.#listeners.push(listener);
  }

  /** A new page, which notes whatever it says, throws, asks or loads. */
  async page() {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, sessionId);
    for (const domain of ["Page", "Runtime", "Log", "Network", "DOM", "Accessibility"]) await page.send(`${domain}.enable`);
    return page;
  }

  /** Ends this browser and removes its profile. */
  async close() {
    const { pid, exitCode, signalCode } = this.process;
    if (pid !== undefined && exitCode === null && signalCode === null) {
      const ended = new Promise((resolve) => this.process.once("exit", resolve));
      this.send("Browser.close").catch(() => {});
      const timer = setTimeout(() => this.process.kill("SIGKILL"), 5000);
      await ended;
      clearTimeout(timer);
    }
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** A page of the browser. */
export class Page {
  /** Everything that a quiet page does not do. */
  noise = [];
  /** Addresses of all that was loaded. */
  requests = [];

  constructor(browser, session) {
    this.browser = browser;
    this.session = session;
    this.loaded = null;
    browser.listen(({ method, params, sessionId }) => {
      if (sessionId !== session) return;
      if (method === "Runtime.consoleAPICalled") this.noise.push(`console: ${JSON.stringify(params.args)}`);
      if (method === "Runtime.exceptionThrown") this.noise.push(`exception: ${params.exceptionDetails.exception?.description}`);
      if (method === "Log.entryAdded") this.noise.push(`log: ${params.entry.text}`);
      if (method === "Network.requestWillBeSent") this.requests.push(params.request.url);
      if (method === "Page.windowOpen") this.noise.push(`window: ${params.url}`);
      if (method === "Page.loadEventFired") this.loaded?.();
      if (method === "Page.javascriptDialogOpening") {
        this.noise.push(`dialog: ${params.message}`);
        this.send("Page.handleJavaScriptDialog", { accept: false }).catch(() => {});
      }
    });
  }

  send(method, params) {
    return this.browser.send(method, params, this.session);
  }

  async open(url) {
    const loaded = new Promise((resolve) => (this.loaded = resolve));
    const { errorText } = await this.send("Page.navigate", { url });
    if (errorText) throw new Error(`${url}: ${errorText}`);
    await loaded;
  }

  /** Value of an expression in the page. */
  async value(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description}`);
    return result.value;
  }

  async key(key, text = undefined) {
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", key, code: key, text });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", key, code: key });
  }

  async size(width, height, mobile = false) {
    this.measures = [width, height, mobile];
    await this.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: mobile ? 2 : 1, mobile });
  }

  async media(media, scheme) {
    await this.send("Emulation.setEmulatedMedia", { media, features: [{ name: "prefers-color-scheme", value: scheme }] });
  }

  /** A picture of what is seen, or would be in a window of this height. */
  async picture(path, height = 0) {
    const before = this.measures;
    if (height) await this.size(before[0], height, before[2]);
    const { data } = await this.send("Page.captureScreenshot", { format: "png" });
    writeFileSync(path, Buffer.from(data, "base64"));
    if (height) await this.size(...before);
  }
}
