// A figure of the report; a mark that is chosen sends the ids of the rows behind it.
export default {
  render({ model, el }) {
    const root = document.createElement("div");
    root.className = "crossings-figure";
    el.append(root);
    function draw() {
      const { svg, absent } = model.get("drawn");
      root.textContent = absent ?? "";
      if (!svg) return;
      const page = document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
      const marks = page.querySelectorAll('[id^="counts_"]');
      if (marks.length) page.setAttribute("role", "group");
      marks.forEach((mark, n) => {
        const choose = () => model.send({ ids: mark.id.split("_").slice(1) });
        mark.setAttribute("role", "button");
        mark.setAttribute("tabindex", "0");
        mark.setAttribute("aria-label", `Mark ${n + 1} of ${marks.length}: show its words`);
        mark.addEventListener("click", choose);
        mark.addEventListener("keydown", (event) => event.key === "Enter" && choose());
      });
      root.append(page);
    }
    model.on("change:drawn", draw);
    draw();
    return () => model.off("change:drawn", draw);
  },
};
