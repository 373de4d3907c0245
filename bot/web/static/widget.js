// The chat on a website:
//   <script type="module" src="https://BATON/static/widget.js" data-assistant="Wren"
//           data-company="Larkspur" data-privacy="/privacy"></script>
// One module, no dependency. Text from the server becomes DOM nodes, never markup.

const HERE = new URL(import.meta.url);
const API = new URL("/api/chat/", HERE);
const TAG = document.querySelector('script[src*="/static/widget.js"]')?.dataset ?? {};
const NAME = TAG.assistant || "Assistant";
const KEY = "baton:" + API.host;
const TRIES = 3;

const store = {
  get(area) {
    try { return JSON.parse(area.getItem(KEY)) ?? {}; } catch { return {}; }
  },
  set(area, value) {
    try { area.setItem(KEY, JSON.stringify(value)); } catch { /* storage is blocked */ }
  },
};
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== "role") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function icon(path) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(ns, "path"));
  svg.firstChild.setAttribute("d", path);
  return svg;
}
const ICON = {
  chat: "M4 5.5h16v11H10.5L6 20v-3.5H4z",
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
};

// --- Markdown as nodes -------------------------------------------------------------------------

function link(label, href) {
  let url;
  try { url = new URL(href, document.baseURI); } catch { return document.createTextNode(label); }
  if (!/^(https?|mailto|tel):$/.test(url.protocol)) return document.createTextNode(label);
  const a = el("a", { href: url.href }, label);
  if (url.origin !== location.origin) Object.assign(a, { target: "_blank", rel: "noopener" });
  return a;
}

const INLINE =
  /\*\*(.+?)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>()]*[^\s<>().,;:!?'"])|\*([^\s*][^*]*)\*/;

function inline(text) {
  const nodes = [];
  for (let found; (found = INLINE.exec(text)); text = text.slice(found.index + found[0].length)) {
    if (found.index) nodes.push(text.slice(0, found.index));
    const [, bold, code, label, href, url, italic] = found;
    if (bold) nodes.push(el("strong", {}, ...inline(bold)));
    else if (code) nodes.push(el("code", {}, code));
    else if (label) nodes.push(link(label, href));
    else if (url) nodes.push(link(url, url));
    else nodes.push(el("em", {}, ...inline(italic)));
  }
  if (text) nodes.push(text);
  return nodes;
}

const cells = (row) => row.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
const BULLET = /^\s*(?:[-*+•]|(\d+)[.)])\s+/;
const RULER = /^[\s|:-]*-[\s|:-]*$/;

function markdown(text) {
  const out = [];
  const lines = text.replace(/\r/g, "").split("\n");
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (!line.trim()) { at += 1; continue; }
    if (line.includes("|") && lines[at + 1]?.includes("|") && RULER.test(lines[at + 1])) {
      const row = (tag, source) => el("tr", {}, ...cells(source).map((c) => el(tag, {}, ...inline(c))));
      const body = el("tbody");
      const table = el("table", {}, el("thead", {}, row("th", line)), body);
      for (at += 2; lines[at]?.includes("|"); at += 1) body.append(row("td", lines[at]));
      out.push(el("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Table" }, table));
      continue;
    }
    const item = BULLET.exec(line);
    if (item) {
      const list = el(item[1] ? "ol" : "ul", item[1] ? { start: +item[1] } : {});
      for (let next; (next = BULLET.exec(lines[at] ?? "")) && !next[1] === !item[1]; at += 1) {
        list.append(el("li", {}, ...inline(lines[at].slice(next[0].length))));
      }
      out.push(list);
      continue;
    }
    const block = el("p");
    for (; lines[at]?.trim() && !BULLET.test(lines[at]); at += 1) {
      if (block.firstChild) block.append(el("br"));
      const head = /^#{1,6}\s+(.*)/.exec(lines[at]);
      block.append(...(head ? [el("strong", {}, ...inline(head[1]))] : inline(lines[at])));
      if (lines[at + 1]?.includes("|") && RULER.test(lines[at + 2] ?? "")) { at += 1; break; }
    }
    out.push(block);
  }
  return out;
}

// --- Talking to the server ---------------------------------------------------------------------

let token = store.get(localStorage).token;
let starting;

async function call(path, { body, headers = {}, ...more } = {}) {
  const response = await fetch(new URL(path, API), {
    ...more,
    method: body ? "POST" : "GET",
    headers: {
      ...(token && { Authorization: "Bearer " + token }),
      ...(body && { "Content-Type": "application/json" }),
      ...headers,
    },
    body: body && JSON.stringify(body),
  });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw Object.assign(new Error(problem.detail || "Not sent."), { status: response.status });
}

async function begin() {
  const utm = {};
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name.startsWith("utm_")) utm[name.slice(4, 44)] = value.slice(0, 200);
  }
  token = undefined;
  const body = {
    page_url: location.href.slice(0, 2000),
    referrer: document.referrer.slice(0, 2000),
    utm,
    locale: navigator.language,
  };
  const session = await (await call("sessions", { body })).json();
  token = session.token;
  store.set(localStorage, { token });
  return session.messages;
}

async function start() {
  let messages;
  if (token) {
    try {
      messages = (await (await call("messages")).json()).messages;
    } catch (error) {
      if (error.status !== 401) throw error;
    }
  }
  if (!messages) messages = await begin();
  messages.forEach(show);
  follow(token);
}

// EventSource cannot send the token in a header, so the stream is read by hand.
async function follow(mine) {
  for (let wait = 1000; token === mine; wait = Math.min(wait * 2, 30000)) {
    try {
      const headers = last ? { "Last-Event-ID": String(last) } : {};
      const response = await call("events", { headers });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ""; token === mine; ) {
        const { value, done } = await reader.read();
        if (done) break;
        wait = 1000;
        const events = (text + value).split("\n\n");
        text = events.pop();
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event);
          if (data && event.includes("event: message")) show(JSON.parse(data[1]));
        }
      }
    } catch (error) {
      if (error.status === 401) return;
    }
    await pause(wait);
  }
}

async function send({ text, button }) {
  const id = crypto.randomUUID?.() ??
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
      (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16));
  const bubble = row({ sender: "visitor", text });
  pending.push({ text, bubble });
  add(bubble);
  await deliver(button ? { id, button } : { id, text }, bubble, text);
}

async function deliver(body, bubble, text) {
  bubble.querySelector(".failed")?.remove();
  typing(1);
  let failure;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    try {
      if (attempt) await pause(800 * attempt);
      const { messages } = await (await call("messages", { body })).json();
      messages.forEach(show);
      failure = null;
      break;
    } catch (error) {
      failure = error;
      if (error.status === 401 && !attempt) {
        await begin().then(() => follow(token)).catch(() => {});
        if (body.button) body = { id: body.id, text };
      } else if (error.status && error.status !== 503) break;
    }
  }
  typing(-1);
  if (!failure) return;
  const again = el("button", { type: "button", onclick: () => deliver(body, bubble, text) }, "Retry");
  const why = failure.status ? failure.message : "Not sent: no connection.";
  bubble.append(el("p", { className: "failed", role: "alert" }, why, " ", again));
  end();
}

// --- What is seen ------------------------------------------------------------------------------

let last = 0;
let busy = 0;
const shown = new Set();
const pending = [];

const host = el("div", { id: "baton-chat" });
const root = host.attachShadow({ mode: "open" });
const log = el("div", { className: "log", role: "log", "aria-label": "Conversation", tabIndex: 0 });
const dots = el("p", { className: "dots", role: "status", hidden: true },
  el("span", { className: "hidden" }, NAME + " is typing"), el("i"), el("i"), el("i"));
const field = el("textarea", {
  rows: 1, maxLength: 2000, placeholder: "Write a message", "aria-label": "Your message",
  enterKeyHint: "send", oninput: grow, onkeydown: submitOnEnter,
});
const form = el("form", { onsubmit: submit }, field,
  el("button", { className: "send", "aria-label": "Send" }, icon(ICON.send)));
const notice = el("p", { className: "notice" }, `${NAME} is an AI and can be wrong.`);
if (TAG.privacy) notice.append(" ", link("Privacy", TAG.privacy));
const panel = el("div", { className: "panel", role: "dialog", "aria-labelledby": "title", hidden: true,
  onkeydown: (event) => event.key === "Escape" && close() },
  el("header", {},
    el("span", { className: "mark", "aria-hidden": "true" }, NAME[0]),
    el("div", {}, el("h2", { id: "title" }, NAME),
      el("p", {}, TAG.company ? `${TAG.company}'s AI assistant` : "AI assistant")),
    el("button", { type: "button", className: "close", "aria-label": "Close chat", onclick: close }, icon(ICON.close))),
  log, dots, form, notice);
const launcher = el("button", { type: "button", className: "launcher", "aria-haspopup": "dialog",
  "aria-expanded": "false", onclick: open }, icon(ICON.chat), el("span", {}, "Chat with " + NAME));

function row({ sender, text, sources = [] }) {
  const bubble = el("div", { className: "bubble" }, ...(sender === "visitor" ? [text] : markdown(text)));
  const who = { bot: NAME, rep: "Our colleague", visitor: "You", system: "" }[sender];
  const node = el("div", { className: "row " + sender }, el("span", { className: "hidden" }, who && who + ": "), bubble);
  const seen = new Set();
  const links = sources.filter((s) => s.url && !seen.has(s.url) && seen.add(s.url))
    .map((s) => el("li", {}, link(s.heading || s.path || s.url, s.url)));
  if (links.length) {
    node.append(el("ul", { className: "sources", "aria-label": "Sources" }, ...links));
  }
  return node;
}

function show(message) {
  if (shown.has(message.id)) return;
  shown.add(message.id);
  last = Math.max(last, message.id);
  if (message.sender === "visitor") {
    const mine = pending.findIndex((each) => each.text === message.text);
    if (mine >= 0) return void pending.splice(mine, 1);
  }
  const node = row(message);
  if (message.buttons.length) {
    node.append(el("div", { className: "chips", role: "group", "aria-label": "Suggested replies" },
      ...message.buttons.map(({ label, button }) => el("button", { type: "button",
        onclick: () => { field.focus({ preventScroll: true }); send({ text: label, button }); } }, label))));
  }
  add(node);
}

function add(node) {
  // Only the latest message keeps its suggestions: older ones no longer fit what is asked.
  log.querySelectorAll(".chips").forEach((chips) => chips.remove());
  log.append(node);
  // A long answer is read from its beginning.
  if (node.offsetHeight > log.clientHeight - 40) node.scrollIntoView({ block: "start" });
  else end();
}
function end() { log.scrollTop = log.scrollHeight; }
function typing(by) {
  busy += by;
  dots.hidden = !busy;
}
function grow() {
  field.style.height = "auto";
  field.style.height = Math.min(field.scrollHeight + 2, 140) + "px";
}
function submitOnEnter(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
}
function submit(event) {
  event?.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  grow();
  send({ text });
}

function open(event) {
  panel.hidden = false;
  launcher.hidden = true;
  launcher.setAttribute("aria-expanded", "true");
  store.set(sessionStorage, { open: true });
  fit();
  if (event) field.focus({ preventScroll: true });
  starting ??= start().then(end).catch((error) => {
    starting = null;
    const again = el("button", { type: "button", onclick: (e) => { e.target.closest(".row").remove(); open(e); } }, "Try again");
    const why = error.status ? error.message : "No connection.";
    log.append(el("div", { className: "row system" }, el("p", { className: "failed", role: "alert" }, why, " ", again)));
  });
}
function close() {
  panel.hidden = true;
  launcher.hidden = false;
  launcher.setAttribute("aria-expanded", "false");
  store.set(sessionStorage, { open: false });
  launcher.focus();
}
// On a phone the panel keeps above the on-screen keyboard.
function fit() {
  const view = window.visualViewport;
  if (!view) return;
  panel.style.setProperty("--height", view.height + "px");
  panel.style.setProperty("--top", view.offsetTop + "px");
}
window.visualViewport?.addEventListener("resize", fit);
window.visualViewport?.addEventListener("scroll", fit);

const style = el("link", { rel: "stylesheet", href: new URL("widget.css" + HERE.search, HERE).href });
style.addEventListener("load", () => { host.hidden = false; });
host.hidden = true;
root.append(style, panel, launcher);
document.body.append(host);
document.querySelectorAll("[data-baton-open]").forEach((each) => each.addEventListener("click", open));
if (store.get(sessionStorage).open) open();
