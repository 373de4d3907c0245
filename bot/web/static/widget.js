// The chat on a website. Text from the server becomes DOM nodes, never markup.
// <script type="module" src="https://…/static/widget.js" data-assistant="Wren" data-company="Acme"
//   data-privacy="/privacy"></script>

const HERE = new URL(import.meta.url);
const API = new URL("/api/chat/", HERE);
const TAG = document.querySelector('script[src*="/static/widget.js"]')?.dataset ?? {};
const NAME = TAG.assistant || "Assistant";
const KEY = "baton:" + API.host;

// Storage may be blocked.
function memory(area, value) {
  try {
    if (value) window[area].setItem(KEY, JSON.stringify(value));
    return JSON.parse(window[area].getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}
function button(label, onclick, props) {
  return el("button", { type: "button", onclick, ...props }, label);
}

function link(label, href) {
  try {
    const { origin, protocol, href: to } = new URL(href, document.baseURI);
    if (!/^(https?|mailto|tel):$/.test(protocol)) return label;
    return el("a", { href: to, ...(origin !== location.origin && { target: "_blank", rel: "noopener" }) }, label);
  } catch {
    return label;
  }
}

const INLINE =
  /\*\*(.+?)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>()]*[^\s<>().,;:!?'"])|\*([^\s*][^*]*)\*/;

function inline(text) {
  const nodes = [];
  for (let found; (found = INLINE.exec(text)); text = text.slice(found.index + found[0].length)) {
    const [whole, bold, code, label, href, url, italic] = found;
    nodes.push(text.slice(0, found.index));
    if (bold) nodes.push(el("strong", {}, ...inline(bold)));
    else if (code) nodes.push(el("code", {}, code));
    else if (italic) nodes.push(el("em", {}, ...inline(italic)));
    else nodes.push(link(label ?? whole, href ?? url));
  }
  return [...nodes, text];
}

const BULLET = /^\s*(?:[-*+•]|(\d+)[.)])\s+/;
const RULER = /^[\s|:-]*-[\s|:-]*$/;
function row(tag, line) {
  const cells = line.trim().replace(/^\||\|$/g, "").split("|");
  return el("tr", {}, ...cells.map((cell) => el(tag, {}, ...inline(cell.trim()))));
}

function markdown(text) {
  const out = [];
  const lines = text.split(/\r?\n/);
  const table = (at) => lines[at]?.includes("|") && lines[at + 1]?.includes("|") && RULER.test(lines[at + 1]);
  for (let at = 0; at < lines.length; ) {
    const item = BULLET.exec(lines[at]);
    if (table(at)) {
      const body = el("tbody");
      const head = el("thead", {}, row("th", lines[at]));
      for (at += 2; lines[at]?.includes("|"); at += 1) body.append(row("td", lines[at]));
      out.push(el("div", { className: "scroll" }, el("table", {}, head, body)));
    } else if (item) {
      const list = item[1] ? el("ol", { start: +item[1] }) : el("ul");
      for (let next; (next = BULLET.exec(lines[at] ?? "")) && !next[1] === !item[1]; at += 1) {
        list.append(el("li", {}, ...inline(lines[at].slice(next[0].length))));
      }
      out.push(list);
    } else if (lines[at].trim()) {
      const block = el("p");
      for (; lines[at]?.trim() && !BULLET.test(lines[at]) && !table(at); at += 1) {
        const head = /^#{1,6}\s+(.*)/.exec(lines[at]);
        if (block.firstChild) block.append(el("br"));
        block.append(...(head ? [el("strong", {}, ...inline(head[1]))] : inline(lines[at])));
      }
      out.push(block);
    } else at += 1;
  }
  return out;
}

let token = memory("localStorage").token;
let starting;

async function call(path, { body, headers } = {}) {
  const response = await fetch(new URL(path, API), {
    method: body ? "POST" : "GET",
    headers: {
      ...(token && { Authorization: "Bearer " + token }),
      ...(body && { "Content-Type": "application/json" }),
      ...headers,
    },
    body: body && JSON.stringify(body),
  });
  if (response.ok) return path === "events" ? response.body : response.json();
  const { detail } = await response.json().catch(() => ({}));
  throw { status: response.status, message: detail || "Not sent." };
}

async function begin() {
  const utm = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith("utm_"));
  const session = await call("sessions", { body: {
    page_url: location.href.slice(0, 2000),
    referrer: document.referrer.slice(0, 2000),
    utm: Object.fromEntries(utm.slice(0, 9).map(([name, value]) => [name.slice(4, 44), value.slice(0, 200)])),
    locale: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  } });
  ({ token } = session);
  memory("localStorage", { token });
  last = session.messages.at(-1).id;
  follow(token);
  return session.messages;
}

// EventSource cannot send the token in a header, so the stream is read by hand.
async function follow(mine) {
  for (let wait = 1000; token === mine; wait = Math.min(wait * 2, 30000)) {
    try {
      const body = await call("events", { headers: { "Last-Event-ID": last } });
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ""; token === mine; ) {
        const { value, done } = await reader.read();
        if (done) break;
        wait = 1000;
        const events = (text + value).split("\n\n");
        text = events.pop();
        for (const event of events) {
          const data = /^event: message\ndata: (.*)$/m.exec(event);
          if (data) show(JSON.parse(data[1]));
        }
      }
    } catch (error) {
      if (error.status === 401) return;
    }
    await pause(wait);
  }
}

function send(text, name) {
  // A UUID; crypto.randomUUID does not exist on plain http.
  const id = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const node = bubble({ sender: "visitor", text });
  pending.push(text);
  add((anchor = node));
  deliver(name ? { id, button: name } : { id, text }, node, text);
}

async function deliver(body, node, text) {
  node.querySelector(".failed")?.remove();
  typing(1);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { messages } = await call("messages", { body });
      messages.forEach(show);
      break;
    } catch (error) {
      const { status } = error;
      if (status === 401) {
        await begin().catch(() => {});
        body = { id: body.id, text };
      }
      if (attempt === 3 || ![undefined, 401, 503].includes(status)) {
        node.append(failed(error, "Retry", () => deliver(body, node, text)));
        break;
      }
      await pause(800 * attempt);
    }
  }
  typing(-1);
  scroll();
}

let last = 0;
let busy = 0;
let anchor;
const shown = new Set();
const pending = []; // texts that were sent and not yet seen in the stream
const host = el("div", { id: "baton-chat", hidden: true });
const root = host.attachShadow({ mode: "open" });
const log = el("div", { className: "log", role: "log", ariaLabel: "Conversation" });
const dots = el("p", { className: "dots", role: "status", hidden: true },
  el("span", { className: "hidden" }, NAME + " is typing"), el("i"), el("i"), el("i"));
const view = el("div", { className: "view", tabIndex: 0 }, log, dots);
const field = el("textarea", {
  rows: 1, maxLength: 2000, placeholder: "Write a message", ariaLabel: "Your message",
  enterKeyHint: "send", onkeydown: submitOnEnter,
});
const form = el("form", { onsubmit: submit }, field,
  el("button", { className: "send", ariaLabel: "Send" }));
const notice = el("p", { className: "notice" }, `${NAME} is an AI and can be wrong. `,
  TAG.privacy ? link("Privacy", TAG.privacy) : "");
const panel = el("div", { className: "panel", role: "dialog", "aria-labelledby": "title", hidden: true,
  onkeydown: (event) => void (event.key === "Escape" && close()) },
  el("header", {},
    el("span", { className: "mark", ariaHidden: "true" }, NAME[0]),
    el("div", {}, el("h2", { id: "title" }, NAME),
      el("p", {}, "AI assistant" + (TAG.company ? " of " + TAG.company : ""))),
    button("", close, { className: "close", ariaLabel: "Close chat" })),
  view, form, notice);
const launcher = button("Chat with " + NAME, open,
  { className: "launcher", ariaHasPopup: "dialog", ariaExpanded: "false" });

function bubble({ sender, text, sources = [] }) {
  const who = { bot: NAME, rep: "Our colleague", visitor: "You", system: "Note" }[sender];
  const node = el("div", { className: "row " + sender }, el("span", { className: "hidden" }, who + ": "),
    el("div", { className: "bubble" }, ...(sender === "visitor" ? [text] : markdown(text))));
  const links = new Map(sources.map((s) => [s.url, s.heading || s.url]));
  links.delete(null);
  if (links.size) {
    const items = [...links].map(([url, label]) => el("li", {}, link(label, url)));
    node.append(el("ul", { className: "sources", ariaLabel: "Sources" }, ...items));
  }
  return node;
}

function show(message) {
  const { id, sender, text, buttons } = message;
  if (shown.has(id)) return;
  shown.add(id);
  last = Math.max(last, id);
  const mine = sender === "visitor" ? pending.indexOf(text) : -1;
  if (mine >= 0) return void pending.splice(mine, 1); // is shown since it was sent
  const node = bubble(message);
  if (sender === "visitor") anchor = node;
  if (buttons.length) {
    node.append(el("div", { className: "chips", role: "group", ariaLabel: "Suggested replies" },
      ...buttons.map((each) => button(each.label, () => { focus(); send(each.label, each.button); }))));
  }
  add(node);
}

function add(node) {
  // Older suggestions no longer fit what is asked.
  log.querySelectorAll(".chips").forEach((chips) => chips.remove());
  log.append(node);
  scroll();
}
// Never past the visitor's last message: an answer is read from its beginning.
function scroll() {
  view.scrollTop = anchor ? anchor.offsetTop - 14 : view.scrollHeight;
}
function failed({ status, message }, label, again) {
  const why = status ? message : "No connection.";
  return el("p", { className: "failed", role: "alert" }, why + " ", button(label, again));
}
function typing(by) {
  dots.hidden = !(busy += by);
}
function submitOnEnter(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
}
function submit(event) {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  send(text);
}
// On a phone, focus in the field would bring up the keyboard.
function focus() {
  (matchMedia("(pointer: coarse)").matches ? view : field).focus({ preventScroll: true });
}
function toggle(shows) {
  panel.hidden = !shows;
  launcher.hidden = shows;
  launcher.ariaExpanded = String(shows);
  memory("sessionStorage", { open: shows });
}
function open(event) {
  toggle(true);
  fit();
  if (event) focus();
  starting ??= begin().then((messages) => { messages.forEach(show); scroll(); }).catch((error) => {
    starting = null;
    const node = failed(error, "Try again", () => { node.remove(); open(); });
    log.append(node);
  });
  return starting;
}
function close() {
  toggle(false);
  launcher.focus();
}
// On a phone the panel keeps above the on-screen keyboard.
function fit() {
  panel.style.setProperty("--height", visualViewport.height + "px");
  panel.style.setProperty("--top", visualViewport.offsetTop + "px");
  scroll();
}
visualViewport.onresize = visualViewport.onscroll = fit;

// Elements of the page with data-baton open the chat, and ask what the attribute says.
for (const each of document.querySelectorAll("[data-baton]")) {
  each.addEventListener("click", async (event) => {
    await open(event);
    if (each.dataset.baton && token) send(each.dataset.baton);
  });
}
root.append(
  el("link", { rel: "stylesheet", href: new URL("widget.css", HERE).href, onload: () => { host.hidden = false; } }),
  panel, launcher,
);
document.body.append(host);
if (memory("sessionStorage").open) open();
