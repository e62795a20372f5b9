"""What a browser says of a page that not everybody can use: text that is hard to read, and parts without a name."""

CONTRAST = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((parts(colour)[3] ?? 1) === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const poor = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || node.closest("[hidden], noscript, script") || !node.getClientRects().length) continue;
    const [a, b] = [light(getComputedStyle(node).color), light(ground(node))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(node.outerHTML.slice(0, 80));
  }
  return poor;
}"""
"""Everything that is written with less than 4.5 to 1 against its ground (WCAG 2.2, 1.4.3)."""

NAMELESS = """() => {
  const shown = (node) => node.getClientRects().length && !node.closest("[hidden]");
  const named = (node) => (node.labels?.length || node.getAttribute("aria-label") || node.textContent).toString().trim();
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  const told = [...document.querySelectorAll("[aria-describedby], [aria-labelledby]")]
    .flatMap((node) => (node.getAttribute("aria-describedby") || node.getAttribute("aria-labelledby")).split(" "));
  const levels = [...document.querySelectorAll("h1, h2, h3")].filter(shown).map((node) => Number(node.tagName[1]));
  return [
    ...[...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, progress")]
      .filter((node) => shown(node) && !named(node)).map((node) => `no name: ${node.outerHTML.slice(0, 80)}`),
    ...[...document.querySelectorAll("img")].filter((node) => node.getAttribute("alt") === null).map((node) => `no alt: ${node.src}`),
    ...[...document.querySelectorAll("table")].filter((node) => !node.caption || node.querySelector("th:not([scope])")).map(() => "table without caption or scope"),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `twice: ${id}`),
    ...told.filter((id) => !document.getElementById(id)).map((id) => `nobody: ${id}`),
    ...levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1).map((level) => `skipped to h${level}`),
    ...[...document.querySelectorAll("[tabindex]")].filter((node) => node.tabIndex > 0).map((node) => `tabindex ${node.tabIndex}`),
  ];
}"""
"""Controls without a name, pictures without words, tables without heads, ids that lead nowhere (WCAG 2.2, 1.1.1, 1.3.1, 4.1.2)."""
