// The article with its rows in place, the reading of the chosen row beside it, and every key of the desk.
// All words of articles are set as text, never as markup.
const FIELDS = {
  counts: [
    ["m", "measure", "measure"], ["v", "value", "value"], ["b", "bound", "bound"], ["u", "unit", "unit"],
    ["g", "aggregation", "aggregation"], ["d", "dates", "period"], ["w", "way", "from → to"],
    ["p", "group", "people"], ["s", "source", "says who"], ["y", "modality", "modality"],
    ["o", "place", "place"],
    ["l", "event", "event"], ["n", "note", "note"],
  ],
  events: [
    ["m", "type", "type"], ["d", "dates", "dates"], ["i", "precision", "precise to"], ["w", "way", "actor → target"],
    ["y", "status", "status"], ["o", "place", "place"], ["s", "source", "says who"], ["n", "note", "note"],
  ],
};
const ENDS = { counts: ["period_start", "period_end"], events: ["date_start", "date_end"] };
const WAYS = { counts: ["origin", "destination"], events: ["actor", "target"] };
const TYPED = { dates: "date", way: "code", source: "words", place: "words", note: "words", group: "code", value: "number" };
const LETTERS = "abcdefghijklmnopqrstuvwxyz123456789";

function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

const points = (text) => Array.from(text).length;
const between = (pair) => (pair.some((day) => day) ? pair.map((day) => day ?? "…").join(" to ") : "");

// The event that a claim belongs to: the one that a person named, else the reader's.
function eventOf(row, rows) {
  const { event, event_id } = row;
  const isIt = (one) =>
    event ? one.start === event.start && one.end === event.end && one.label === event.type : event_id && one.event_id === event_id;
  return rows.find((one) => one.table === "events" && isIt(one));
}

function shown(row, field, rows) {
  if (field === "dates") return between(ENDS[row.table].map((name) => row[name]));
  if (field === "way") {
    const pair = WAYS[row.table].map((name) => row[name]);
    return pair.some((code) => code) ? pair.map((code) => code ?? "?").join(" → ") : "";
  }
  if (field === "event") return eventOf(row, rows)?.quote ?? "";
  if (field === "value") {
    const ends = row.low === row.high ? "" : ` (${row.low ?? "…"} to ${row.high ?? "…"})`;
    return `${row.value ?? ""}${ends}`;
  }
  return row[field] ?? "";
}

export default {
  render({ model, el }) {
    const root = make("div", "crossings-desk");
    root.tabIndex = 0;
    root.setAttribute("role", "application");
    root.setAttribute("aria-label", "Article and its rows; keys are listed below");
    root.setAttribute("data-lm-suppress-shortcuts", "true");
    const bar = make("div", "cd-bar");
    const main = make("div", "cd-main");
    const text = make("article", "cd-text");
    const panel = make("section", "cd-panel");
    for (const [region, name] of [[text, "Article"], [panel, "Reading of the chosen row"]]) {
      region.tabIndex = 0;
      region.setAttribute("aria-label", name);
    }
    const legend = make("div", "cd-legend");
    const message = make("div", "cd-message");
    message.setAttribute("role", "status");
    main.append(text, panel);
    root.append(bar, main, legend, message);
    el.append(root);
    let menu = null;

    const view = () => model.get("view");
    const current = () => view().rows?.find((row) => row.key === view().current);
    const send = (content) => model.send(content);
    const decide = (act, more) => send({ act, key: view().current, ...more });

    function drawText() {
      const { pieces = [], current: chosen, article } = view();
      text.replaceChildren();
      if (!article) return;
      const head = make("header");
      head.append(make("strong", null, article.title), make("span", "cd-when", article.when));
      text.append(head);
      const body = make("div", "cd-body");
      const known = new Map(view().rows.map((row) => [row.key, row]));
      for (const piece of pieces) {
        const rows = piece.rows.map((key) => known.get(key));
        const node = make(rows.length ? "mark" : "span", null, piece.text);
        node.dataset.start = piece.start;
        if (piece.unread) node.className = "cd-unread";
        for (const row of rows) node.classList.add(`cd-${row.table}`, `cd-${row.state}`);
        if (rows.length > 1) node.classList.add("cd-several");
        if (piece.rows.includes(chosen)) node.classList.add("cd-chosen");
        if (rows.length) {
          node.title = rows.map((row) => `${row.label} (${row.state})`).join("\n");
          node.addEventListener("click", () => {
            if (!window.getSelection().isCollapsed) return;
            send({ act: "choose", key: piece.rows[(piece.rows.indexOf(view().current) + 1) % rows.length] });
          });
        }
        body.append(node);
      }
      text.append(body);
      const mark = body.querySelector(".cd-chosen");
      if (mark) text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
    }

    function drawPanel() {
      const row = current();
      panel.replaceChildren();
      if (!row) {
        panel.append(make("p", null, view().empty ?? "Choose a row."));
        return;
      }
      const state = { open: "not checked", checked: `checked by ${row.by ?? "somebody"}`, rejected: "rejected" }[row.state];
      const head = make("div", "cd-head");
      head.append(make("span", `cd-chip cd-${row.table}`, row.table === "counts" ? "claim" : "event"), make("span", "cd-state", state));
      panel.append(head, make("blockquote", null, row.quote));
      const list = make("dl");
      for (const [key, field, name] of FIELDS[row.table]) {
        const line = make("div", field === row.unsure || shownBy(field, row) ? "cd-unsure" : "");
        line.dataset.field = field;
        const term = make("dt");
        term.append(make("kbd", null, key), " ", name);
        line.append(term, make("dd", null, shown(row, field, view().rows)));
        line.addEventListener("click", () => openField(field));
        list.append(line);
      }
      panel.append(list);
      const sure = row.confidence === null || row.confidence === undefined ? "" : `${Math.round(100 * row.confidence)} % sure`;
      const weak = row.unsure ? `least of ${row.unsure}` : "";
      panel.append(make("p", "cd-why", [sure, weak, row.border, row.rule].filter(Boolean).join(" · ")));
      if (row.rival) {
        const told = Object.entries(row.rival).map(([name, value]) => `${name.replaceAll("_", " ")}: ${value ?? "none"}`);
        panel.append(make("p", "cd-rival", `The other has ${told.join(" · ")}`));
      }
      if (row.comparison) panel.append(make("p", "cd-why", `Compared: ${row.comparison.relation} ${row.comparison.factor ?? ""} ${row.comparison.ref_measure ?? ""}`));
    }

    const shownBy = (field, row) =>
      (field === "dates" && ENDS[row.table].includes(row.unsure)) || (field === "way" && WAYS[row.table].includes(row.unsure));

    function drawBar() {
      const { position, progress = [] } = view();
      bar.replaceChildren(make("span", "cd-position", position));
      for (const [border, done, n] of progress) {
        const item = make("span", "cd-progress");
        const meter = make("progress");
        meter.max = n;
        meter.value = done;
        meter.setAttribute("aria-label", `${border}: ${done} of ${n} looked at`);
        item.append(make("span", null, `${border} ${done}/${n}`), meter);
        bar.append(item);
      }
    }

    const ACTS = [
      ["a", "accept, go on", () => decide("accept")], ["x", "reject: not a claim, go on", () => decide("reject")],
      ["j", "next", () => send({ act: "next" })], ["k", "back", () => send({ act: "previous" })],
      ["c", "marked words are a claim", () => add("counts")], ["e", "… an event", () => add("events")],
      ["h", "next number without a row", () => send({ act: "hunt" })], ["z", "undo", () => send({ act: "undo" })],
      ["Z", "redo", () => send({ act: "redo" })], ["f", "article is done", () => send({ act: "finish" })],
      ["t", "take the other's, go on", () => decide("take")],
      ["q", "article's date", () => openField("published")], ["r", "repeats another article", () => openField("duplicate_of")],
    ];

    function drawLegend() {
      legend.replaceChildren();
      if (!view().article) return;
      for (const [key, name, act] of ACTS) {
        if (key === "t" && !current()?.rival) continue;
        const button = make("button", "cd-key");
        button.type = "button";
        button.append(make("kbd", null, key), " ", name);
        button.addEventListener("mousedown", (event) => event.preventDefault());
        button.addEventListener("click", () => { act(); root.focus(); });
        legend.append(button);
      }
    }

    function marked() {
      const selection = window.getSelection();
      if (!selection.rangeCount || selection.isCollapsed) return null;
      const range = selection.getRangeAt(0);
      const at = (node, offset) => {
        const piece = (node.nodeType === 3 ? node.parentElement : node).closest?.("[data-start]");
        if (!piece || !text.contains(piece)) return null;
        return Number(piece.dataset.start) + points(piece.textContent.slice(0, node.nodeType === 3 ? offset : 0));
      };
      const start = at(range.startContainer, range.startOffset);
      const end = at(range.endContainer, range.endOffset);
      return start === null || end === null ? null : [Math.min(start, end), Math.max(start, end)];
    }

    function add(table) {
      const words = marked();
      window.getSelection().removeAllRanges();
      send({ act: "add", table, start: words?.[0] ?? null, end: words?.[1] ?? null });
    }

    function openField(field) {
      closeMenu();
      const row = current();
      const article = ["published", "duplicate_of"].includes(field);
      if (!article && (!row || !FIELDS[row.table].some((item) => item[1] === field))) return;
      const options = view().choices?.[field] ?? [];
      const put = (value) => {
        closeMenu();
        root.focus();
        send({ act: article ? "settle" : "correct", key: view().current, field, value });
      };
      menu = make("div", "cd-menu");
      menu.setAttribute("role", "dialog");
      menu.setAttribute("aria-label", `Choose ${field}`);
      const list = make("div", "cd-options");
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", `Values of ${field}`);
      options.forEach(([name, value], n) => {
        const option = make("button", "cd-option");
        option.type = "button";
        option.setAttribute("role", "option");
        option.append(make("kbd", null, LETTERS[n] ?? ""), " ", name);
        option.addEventListener("click", () => put(value));
        list.append(option);
      });
      menu.append(list);
      const kind = article ? (field === "published" ? "day" : null) : TYPED[field];
      if (kind) menu.append(typedField(kind, row, field, put));
      const hint = kind && options.length ? "Letter chooses, Enter types another, Esc closes." : kind ? "Enter keeps, Esc closes." : "Letter chooses, Esc closes.";
      menu.append(make("p", "cd-hint", hint));
      panel.append(menu);
      menu.scrollIntoView({ block: "nearest" });
      if (!options.length) menu.querySelector("input")?.focus();
    }

    function typedField(kind, row, field, put) {
      const form = make("form", "cd-typed");
      const before = field === "dates" ? ENDS[row.table].map((name) => row[name])
        : field === "way" ? WAYS[row.table].map((name) => row[name])
        : [field === "published" ? view().article.published : row[field]];
      const inputs = before.map((value, n) => {
        const input = make("input");
        input.type = { date: "date", day: "date", number: "number" }[kind] ?? "text";
        if (kind === "number") input.step = "any";
        input.value = value ?? "";
        input.setAttribute("aria-label", `${field} ${before.length > 1 ? ["from", "to"][n] : ""}`);
        form.append(input);
        return input;
      });
      form.append(make("button", null, "keep"));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const values = inputs.map((input) => (input.value.trim() === "" ? null : kind === "number" ? Number(input.value) : kind === "code" ? codes(input.value) : input.value.trim()));
        put(values.length > 1 ? values : values[0]);
      });
      return form;
    }

    const codes = (words) => (/^[A-Za-z]{2}([+ ,][A-Za-z]{2})*$/.test(words.trim()) ? words.trim().toUpperCase().split(/[+ ,]/).sort().join("+") : words.trim());

    function closeMenu() {
      menu?.remove();
      menu = null;
    }

    root.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const writing = event.target.matches("input, textarea");
      if (event.key === "Escape") {
        closeMenu();
        root.focus();
        return;
      }
      if (writing) return;
      if (menu) {
        const buttons = [...menu.querySelectorAll(".cd-option")];
        const n = LETTERS.indexOf(event.key);
        const input = menu.querySelector("input");
        if (event.key === "Enter" && !event.target.matches("button") && input) input.focus();
        else if (n >= 0 && buttons[n]) buttons[n].click();
        else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          const at = buttons.indexOf(document.activeElement);
          buttons[(at + (event.key === "ArrowDown" ? 1 : buttons.length - 1)) % buttons.length]?.focus();
        } else return;
        event.preventDefault();
        return;
      }
      const key = { ArrowDown: "j", ArrowUp: "k" }[event.key] ?? event.key;
      if (event.shiftKey && event.key.startsWith("Arrow")) return;
      if (event.target.matches("button") && ["Enter", " "].includes(event.key)) return;
      const act = ACTS.find((item) => item[0] === key);
      const row = current();
      const field = row && FIELDS[row.table].find((item) => item[0] === key);
      if (act) act[2]();
      else if (field) openField(field[1]);
      else return;
      event.preventDefault();
    });

    function draw() {
      const focused = root.contains(document.activeElement);
      closeMenu();
      drawBar();
      drawText();
      drawPanel();
      drawLegend();
      message.textContent = view().message ?? "";
      root.dataset.current = view().current ?? "";
      if (focused) root.focus({ preventScroll: true });
    }
    model.on("change:view", draw);
    draw();
    return () => model.off("change:view", draw);
  },
};
