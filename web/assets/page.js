// What the page does beyond links and a form: search while typing, swap what changed, choose in charts, keys, new entries.
// Everything comes from the server as the page it would be without this file.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const stored = (key, value) => {
    try { // storage may be forbidden
      if (value === undefined) return localStorage.getItem(key);
      value ? localStorage.setItem(key, value) : localStorage.removeItem(key);
    } catch { /* then the theme is the system's */ }
  };
  if (stored("theme")) root.dataset.theme = stored("theme");

  const typingPause = 90; // ms between the last key and the question
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const page = () => $("#page");
  let form, input, toastTimer;

  function toast(text) {
    const t = $("#toast");
    t.textContent = text;
    t.hidden = false;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { t.hidden = true; }, 3000);
  }

  // Swapping.

  let asked = 0; // the question asked last: answers to those before are dropped
  let pending;

  async function load(url, how = {}) {
    const mine = ++asked;
    pending?.abort();
    pending = new AbortController();
    page().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: pending.signal, headers: { Accept: "text/html" } });
      const text = await answer.text();
      if (mine !== asked) return;
      const next = new DOMParser().parseFromString(text, "text/html");
      if (!$("#page", next)) throw new Error($("main p", next)?.textContent || answer.statusText);
      if (how.history === "push") history.pushState(null, "", answer.url);
      if (how.history === "replace") history.replaceState(null, "", answer.url);
      swap(next, how);
    } catch (e) {
      if (e.name === "AbortError") return;
      page().removeAttribute("aria-busy");
      toast(e instanceof TypeError ? "papersearch serve does not answer any more" : e.message);
    }
  }

  function swap(next, how) {
    const old = page(), fresh = $("#page", next);
    const open = new Map($$("details[id]", old).map((d) => [d.id, d.open]));
    const focus = document.activeElement;
    const same = (e) => e.tagName === focus.tagName && ["name", "value", "href"].every((a) => e.getAttribute(a) === focus.getAttribute(a));
    const held = focus !== document.body && old.contains(focus);
    const known = new Set($$(".hit[data-id]", old).map((h) => h.dataset.id));
    for (const d of $$("details[id]", fresh)) if (open.has(d.id)) d.open = open.get(d.id);
    if (how.arrivals) for (const h of $$(".hit[data-id]", fresh)) if (!known.has(h.dataset.id)) h.classList.add("new");
    old.replaceWith(document.adoptNode(fresh));
    document.title = next.title;
    const links = $(".links a", next), here = $(".links a");
    if (links && here) here.innerHTML = links.innerHTML;
    form.setAttribute("action", $("#f", next).getAttribute("action"));
    if (how.text !== false) input.value = $("input[name=q]", next).value;
    if (held) $$(focus.tagName.toLowerCase(), fresh).find(same)?.focus({ preventScroll: true });
    if (how.top) scrollTo({ top: 0 });
  }

  // The URL that the form asks for, without the fields that are empty; the server makes one range of two ends. The ends are
  // sent empty when there was a range: then they say that it is to go.
  function formURL() {
    const out = new URLSearchParams(), data = new FormData(form);
    for (const [name, value] of data) {
      const had = data.has(name.replace(/-(from|to)$/, ""));
      if (value.trim() !== "" || (had && /-(from|to)$/.test(name))) out.append(name, name === "q" ? value.trim() : value);
    }
    const q = out.toString();
    return form.getAttribute("action") + (q ? `?${q}` : "");
  }

  // Charts: a click takes a step of time, dragging several; arrows move, Shift extends, Enter takes.

  const steps = (chart) => $$(".bars a", chart);
  // A step says what it is in its title: "2024-01 · 5", or "2023-01..2023-03 · 14" where the chart is long.
  const said = (a) => $("title", a).textContent.split(" · ");
  const range = (from, to) => `${said(from)[0].split("..")[0]}..${said(to)[0].split("..").pop()}`;

  function note(chart, from, to) {
    const all = steps(chart), p = $(".note", chart);
    all.forEach((a, i) => a.classList.toggle("picked", from !== to && i >= from && i <= to));
    if (from < 0) {
      p.textContent = p.dataset.note;
      p.classList.remove("live");
      return;
    }
    const sum = all.slice(from, to + 1).reduce((n, a) => n + Number(said(a)[1]), 0);
    const label = from === to ? said(all[from])[0] : range(all[from], all[to]);
    p.textContent = `${label.replace("..", " – ")} · ${sum}`;
    p.classList.add("live");
  }

  function take(chart, from, to) {
    const all = steps(chart), name = chart.dataset.range;
    if (from === to) return all[from].hasAttribute("href") && load(all[from].getAttribute("href"), { history: "push" });
    const params = new URLSearchParams(location.search);
    params.delete(name);
    params.delete("limit");
    params.append(name, range(all[from], all[to]));
    load(`/?${params}`, { history: "push" });
  }

  let drag = null;
  const stepAt = (chart, x) => {
    const box = $(".bars", chart).getBoundingClientRect(), n = steps(chart).length;
    return Math.max(0, Math.min(n - 1, Math.floor(((x - box.left) / box.width) * n)));
  };

  // The page may be swapped while one drags: the chart that is there now has the same time.
  const present = (chart) => (chart.isConnected ? chart : $(`[data-range="${chart.dataset.range}"]`));

  document.addEventListener("pointerdown", (e) => {
    const chart = e.target.closest?.(".time");
    if (!chart || e.button !== 0 || !e.target.closest(".bars")) return;
    e.preventDefault(); // links are not dragged away
    const at = stepAt(chart, e.clientX);
    drag = { chart, at, to: at };
  });
  document.addEventListener("pointermove", (e) => {
    if (drag) drag.chart = present(drag.chart);
    if (drag?.chart) {
      drag.to = stepAt(drag.chart, e.clientX);
      note(drag.chart, Math.min(drag.at, drag.to), Math.max(drag.at, drag.to));
      return;
    }
    const chart = e.target.closest?.(".time");
    for (const c of $$(".time")) if (c !== chart && $(".note.live", c) && !c.contains(document.activeElement)) note(c, -1, -1);
    if (chart && e.target.closest(".bars")) {
      const at = stepAt(chart, e.clientX);
      note(chart, at, at);
    }
  });
  document.addEventListener("pointerup", (e) => {
    if (!drag) return;
    const { at, to } = drag, chart = drag.chart && present(drag.chart);
    drag = null;
    if (chart && at !== to) {
      skipClick = true; // the click that follows is the end of this
      setTimeout(() => { skipClick = false; }, 0);
      take(chart, Math.min(at, to), Math.max(at, to));
    }
  });
  document.addEventListener("pointercancel", () => {
    if (drag?.chart) note(drag.chart, -1, -1);
    drag = null;
  });
  let skipClick = false;

  // The dots of tracks by month lie on the same months as the bars of what was read.
  function dotAt(e) {
    const svg = e.target.closest?.(".dots");
    if (!svg) return null;
    const box = svg.getBoundingClientRect(), names = $$(".names a"), months = steps($("[data-range=month]"));
    const row = Math.min(names.length - 1, Math.floor(((e.clientY - box.top) / box.height) * names.length));
    const step = Math.min(months.length - 1, Math.floor(((e.clientX - box.left) / box.width) * months.length));
    return { track: names[row].textContent, month: said(months[step])[0], n: $$(".rule", svg)[row].dataset.counts.split(",")[step] };
  }
  document.addEventListener("pointermove", (e) => {
    const p = $(".matrix .note"), dot = dotAt(e);
    if (p) p.textContent = dot && dot.n !== "0" ? `${dot.track} · ${dot.month.replace("..", " – ")} · ${dot.n}` : "";
  });

  function chartKey(e, chart) {
    const all = steps(chart), n = all.length;
    const state = chart.state || { at: n, from: n };
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -n, End: n }[e.key];
    if (by) {
      state.at = Math.max(0, Math.min(n - 1, state.at + by));
      if (!e.shiftKey) state.from = state.at;
      state.from = Math.min(state.from, n - 1);
      chart.state = state;
      all.forEach((a, i) => a.classList.toggle("cursor", i === state.at));
      note(chart, Math.min(state.at, state.from), Math.max(state.at, state.from));
    } else if (e.key === "Enter" && state.at < n) {
      take(chart, Math.min(state.at, state.from), Math.max(state.at, state.from));
    } else {
      return false;
    }
    e.preventDefault();
    return true;
  }

  // Keys.

  const titles = () => $$(".hit h3 a, .group li a");

  function move(by) {
    const all = titles(), at = all.indexOf(document.activeElement);
    const to = all[at < 0 ? (by > 0 ? 0 : -1) : at + by];
    if (!to && by < 0) return input.focus();
    to?.focus({ preventScroll: true });
    to?.closest("li")?.scrollIntoView({ block: "nearest" });
  }

  const back = () => {
    const from = sessionStorage.getItem("list");
    return from ? load(from, { history: "push", top: true }) : load("/", { history: "push", top: true });
  };

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || $("dialog[open]")) return;
    const chart = e.target.closest?.(".time");
    if (chart && chartKey(e, chart)) return;
    const inField = e.target === input;
    if (inField) {
      if (e.key === "ArrowDown") { e.preventDefault(); move(1); }
      if (e.key === "Escape") { e.preventDefault(); input.value ? (input.value = "", type()) : input.blur(); }
      return;
    }
    if (e.target.matches?.("input:not([type=checkbox]), textarea, select")) return;
    const reading = page().dataset.page !== "search";
    const act = {
      "/": () => { input.focus(); input.select(); },
      "?": () => $("#keys").showModal(),
      p: () => load("/todo", { history: "push", top: true }),
      u: () => reading && back(),
      Escape: () => (reading ? back() : document.activeElement?.blur?.()),
      j: () => (page().dataset.page === "entry" ? $("a[rel=next]")?.click() : move(1)),
      k: () => (page().dataset.page === "entry" ? $("a[rel=prev]")?.click() : move(-1)),
      ArrowDown: titles().includes(document.activeElement) ? () => move(1) : null,
      ArrowUp: titles().includes(document.activeElement) ? () => move(-1) : null,
    }[e.key];
    if (act) {
      e.preventDefault();
      act();
    }
  });

  // Typing, choosing, following links.

  let timer;
  function type() {
    clearTimeout(timer);
    const before = location.search;
    timer = setTimeout(() => {
      // A first letter begins a new place to come back to; the letters that follow refine it.
      const begins = page().dataset.page !== "search" || !new URLSearchParams(before).has("q");
      load(formURL(), { history: begins ? "push" : "replace", text: false });
    }, typingPause);
  }

  document.addEventListener("click", (e) => {
    if (skipClick) { e.preventDefault(); return; }
    const copy = e.target.closest?.("[data-copy]");
    if (copy) {
      navigator.clipboard?.writeText(copy.dataset.copy).then(() => toast(`${copy.dataset.copy} copied`), () => {});
      return;
    }
    const dot = dotAt(e);
    if (dot && dot.n !== "0") {
      const params = new URLSearchParams(location.search);
      for (const name of ["track", "month", "limit"]) params.delete(name);
      params.append("track", dot.track);
      params.append("month", dot.month);
      load(`/?${params}`, { history: "push" });
      return;
    }
    const a = e.target.closest?.("a[href]");
    if (!a || e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey || e.defaultPrevented) return;
    const to = a.getAttribute("href");
    if (!to.startsWith("/")) return;
    e.preventDefault();
    if (a.id === "back") return back();
    const stays = "go" in a.dataset && page().dataset.page === "search";
    load(to, { history: "more" in a.dataset ? "replace" : "push", top: !stays });
  });

  function remember() {
    if (page().dataset.page === "search") {
      try { sessionStorage.setItem("list", location.pathname + location.search); } catch { /* then back leads to all */ }
    }
  }

  // New entries.

  function follow() {
    const events = new EventSource("/api/v1/events");
    events.addEventListener("generation", (e) => {
      const { generation } = JSON.parse(e.data);
      if (generation === page().dataset.generation) return;
      load(location.pathname + location.search, { arrivals: true, text: false }).then(() => {
        if ($(".hit.new")) toast("The log has changed; this is up to date");
      });
    });
    addEventListener("pagehide", () => events.close(), { once: true });
  }

  document.addEventListener("DOMContentLoaded", () => {
    form = $("#f");
    if (!form) return; // a page that tells an error
    input = $("input[name=q]", form);
    if (matchMedia("(max-width: 52rem)").matches) $("#filters")?.removeAttribute("open");
    input.addEventListener("input", (e) => { if (!e.isComposing) type(); });
    input.addEventListener("compositionend", type);
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      clearTimeout(timer);
      load(formURL(), { history: "push" });
      if (e.submitter === null || matchMedia("(pointer: coarse)").matches) input.blur();
    });
    document.addEventListener("change", (e) => {
      const t = e.target;
      if (t.form !== form || t === input) return;
      load(formURL(), { history: "push" });
    });
    $("#help").addEventListener("click", () => $("#keys").showModal());
    $("#theme").addEventListener("click", () => {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      const next = dark ? "light" : "dark";
      if (next === system) delete root.dataset.theme; else root.dataset.theme = next;
      stored("theme", root.dataset.theme || "");
    });
    addEventListener("popstate", () => load(location.pathname + location.search, { top: false }));
    new MutationObserver(remember).observe(document.body, { childList: true });
    remember();
    follow();
  });
})();
