// What is measured in a page, as expressions.

// Pixels that it is wider than its window.
export const WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

// Elements with text of their own whose contrast is less than 4.5 to the ground below them.
export const CONTRAST = `(() => {
  const parts = (colour) => { const n = colour.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3]));
  const light = (c) => { const [r, g, b] = c.map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (e) => { const layers = []; for (; e; e = e.parentElement) layers.push(parts(getComputedStyle(e).backgroundColor)); return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]); };
  const low = new Set();
  for (const e of document.querySelectorAll("body *")) {
    if (!e.checkVisibility({ contentVisibilityAuto: false }) || e.closest("title,desc") || ![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const below = ground(e), ink = over(parts(e.closest("svg") ? getComputedStyle(e).fill : getComputedStyle(e).color), below);
    const [a, b] = [light(ink), light(below)].sort((a, b) => b - a);
    if ((a + 0.05) / (b + 0.05) < 4.5) low.add(e.tagName + "." + e.className + " " + ((a + 0.05) / (b + 0.05)).toFixed(2));
  }
  return [...low];
})()`;
