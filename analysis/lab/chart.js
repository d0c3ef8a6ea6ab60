// Claims over time: a mark where the period ends, a line from low to high; hollow where nobody has checked.
const NS = "http://www.w3.org/2000/svg";
const [W, H, L, R, T, B] = [900, 300, 70, 20, 30, 30];

function node(name, attributes, text) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function steps(max) {
  const size = 10 ** Math.floor(Math.log10(max || 1));
  const step = [0.2, 0.5, 1, 2].map((n) => n * size).find((n) => max / n <= 5) ?? size;
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, n) => n * step);
}

export default {
  render({ model, el }) {
    const root = document.createElement("div");
    root.className = "crossings-chart";
    el.append(root);
    function draw() {
      const { title = "", marks = [], chosen = "" } = model.get("chart");
      const svg = node("svg", { viewBox: `0 0 ${W} ${H}`, role: "group", "aria-label": title });
      svg.append(node("text", { x: L, y: 18, "font-weight": 600 }, title));
      const days = marks.map((mark) => Date.parse(mark.day));
      const tops = marks.map((mark) => mark.high ?? mark.value ?? mark.low);
      const [first, last, top] = [Math.min(...days), Math.max(...days), Math.max(1, ...tops) * 1.05];
      const x = (day) => (first === last ? (L + W - R) / 2 : L + ((Date.parse(day) - first) / (last - first)) * (W - L - R - 20) + 10);
      const y = (number) => H - B - (number / top) * (H - T - B);
      for (const tick of marks.length ? steps(top) : []) {
        svg.append(node("line", { x1: L, x2: W - R, y1: y(tick), y2: y(tick), stroke: "#ddd" }));
        svg.append(node("text", { x: L - 8, y: y(tick) + 4, "text-anchor": "end" }, tick.toLocaleString("en")));
      }
      if (marks.length) {
        for (const day of first === last ? [marks[0].day] : [...marks].sort((a, b) => (a.day < b.day ? -1 : 1)).filter((_, n, all) => n === 0 || n === all.length - 1).map((mark) => mark.day)) {
          svg.append(node("text", { x: x(day), y: H - 8, "text-anchor": x(day) > W / 2 ? "end" : "start" }, day));
        }
      }
      for (const mark of marks) {
        const color = `${mark.article} ${mark.key}` === chosen ? "#c40" : "#005ea8";
        const group = node("g", { class: "cc-mark", tabindex: 0, role: "button", "aria-label": mark.title, "data-key": mark.key });
        const [low, high] = [mark.low ?? mark.value ?? mark.high, mark.high ?? mark.value ?? mark.low];
        group.append(node("line", { x1: x(mark.day), x2: x(mark.day), y1: y(low), y2: y(high), stroke: color, "stroke-width": 2 }));
        const fill = mark.checked ? color : "#fff";
        group.append(node("circle", { cx: x(mark.day), cy: y(mark.value ?? (low + high) / 2), r: 5, fill, stroke: color, "stroke-width": 2 }));
        group.append(node("title", {}, mark.title));
        const choose = () => model.send({ article: mark.article, key: mark.key });
        group.addEventListener("click", choose);
        group.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(); });
        svg.append(group);
      }
      if (!marks.length) svg.append(node("text", { x: W / 2, y: H / 2, "text-anchor": "middle" }, "No claim with a number and a date here."));
      root.replaceChildren(svg);
    }
    model.on("change:chart", draw);
    draw();
    return () => model.off("change:chart", draw);
  },
};
