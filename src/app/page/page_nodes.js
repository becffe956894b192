// Nodes that stay where they are: only what changed is written, so that nothing flickers, a screen
// reader is not interrupted and the keyboard's place is kept. Text only, never HTML.

const SVG = "http://www.w3.org/2000/svg";

export const find = (id) => document.getElementById(id);

export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function mark(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

export function show(node, is_shown) {
  if (node.hidden === is_shown) node.hidden = !is_shown;
}

// A node with its class and what is in it: nodes, or text.
export function make(tag, name = "", ...inside) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...inside);
  return node;
}

// The mark of a state and its word.
export function badge() {
  const picture = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  picture.setAttribute("aria-hidden", "true");
  picture.append(use);
  const word = make("span");
  const node = make("span", "badge", picture, word);
  return {
    node,
    set(state) {
      mark(node, "data-state", state);
      mark(use, "href", `#mark-${state}`);
      write(word, state);
    },
  };
}

// Keeps one child of `parent` for each item, in their order: `make_one()` returns {node, set(item)}.
export function keyed(parent, key_of, make_one) {
  const kept = new Map();
  return (items) => {
    const wanted = new Set(items.map(key_of));
    for (const [key, one] of kept) {
      if (wanted.has(key)) continue;
      one.node.remove();
      kept.delete(key);
    }
    let place = parent.firstElementChild;
    while (place && place.matches("thead")) place = place.nextElementSibling;
    for (const item of items) {
      const key = key_of(item);
      if (!kept.has(key)) kept.set(key, make_one(item));
      const one = kept.get(key);
      if (one.node === place) place = place.nextElementSibling;
      else parent.insertBefore(one.node, place);
      one.set(item);
    }
  };
}
