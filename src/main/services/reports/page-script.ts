/**
 * What runs in a report's page: values under the pointer or the arrow keys, and switches for the curves. Plain JavaScript for any browser; it
 * reads each chart's numbers from the page and asks for nothing else. The page's policy names it by its hash: no other script can run.
 */
export const pageScript = String.raw`(() => {
'use strict';
const make = (name, attributes, parent) => {
  const element = document.createElementNS(parent.namespaceURI, name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  parent.appendChild(element);
  return element;
};
const count = (value) => (Math.round(value * 100) / 100).toLocaleString('en-US').replace('-', '−');
const number = (value) => {
  const size = Math.abs(value);
  const text = size === 0 ? '0' : size < 1e-4 || size >= 1e6 ? value.toExponential(2).replace('e+', 'e') : size >= 0.1 ? value.toFixed(4) : value.toPrecision(3);
  return text.replaceAll('-', '−');
};
const nearest = (xs, x) => {
  let low = 0;
  let high = xs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - xs[low - 1] <= xs[low] - x ? low - 1 : low;
};
for (const plot of document.querySelectorAll('.plot[tabindex]')) {
  const data = JSON.parse(plot.querySelector('script').textContent);
  const svg = plot.querySelector('svg');
  const tip = plot.querySelector('.tip');
  const live = plot.querySelector('.unseen');
  const lines = data.lines || [];
  const hidden = new Set();
  const layer = make('g', { 'pointer-events': 'none' }, svg);
  let place = -1;
  let turn = 0;
  const toX = (x) => data.left + ((x - data.x0) / (data.x1 - data.x0 || 1)) * data.w;
  const toY = (y) => data.top + ((data.y1 - (data.log ? Math.log10(y) : y)) / (data.y1 - data.y0 || 1)) * data.h;
  const leave = () => {
    layer.replaceChildren();
    tip.hidden = true;
    place = -1;
  };
  const put = (x, head, rows, words) => {
    tip.replaceChildren();
    const title = document.createElement('b');
    title.textContent = head;
    tip.appendChild(title);
    for (const row of rows) {
      const element = document.createElement('div');
      element.appendChild(row.swatch.cloneNode(true));
      const name = document.createElement('i');
      name.textContent = row.name;
      const value = document.createElement('span');
      value.textContent = row.value;
      element.append(name, value);
      tip.appendChild(element);
    }
    tip.hidden = false;
    const room = plot.clientWidth;
    const at = (x / data.width) * room;
    tip.style.left = at > room / 2 ? Math.max(0, at - tip.offsetWidth - 12) + 'px' : Math.min(room - tip.offsetWidth, at + 12) + 'px';
    if (words) live.textContent = words;
  };
  const swatchOf = (k) => plot.parentElement.querySelector('.legend [data-k="' + k + '"] .sw') || document.createElement('span');
  const steps = () => {
    const shown = lines.filter((line) => !hidden.has(line.k));
    return (shown.length > 0 ? shown : lines).reduce((best, line) => (line.x.length > best.length ? line.x : best), []);
  };
  const showStep = (x, aloud) => {
    layer.replaceChildren();
    const rows = [];
    make('line', { x1: toX(x), x2: toX(x), y1: data.top, y2: data.top + data.h, stroke: 'var(--axis)' }, layer);
    for (const line of lines) {
      if (hidden.has(line.k)) continue;
      const index = nearest(line.x, x);
      const value = line.y[index];
      if (value === null || value === undefined) continue;
      const y = toY(value);
      if (Number.isFinite(y) && y >= data.top - 1 && y <= data.top + data.h + 1) make('circle', { cx: toX(line.x[index]), cy: y, r: 3.5, fill: line.c, stroke: 'var(--panel)', 'stroke-width': 1.5 }, layer);
      rows.push({ swatch: swatchOf(line.k), name: line.name, value: number(value) });
    }
    const head = data.unit.replace('{value}', count(x));
    put(toX(x), head, rows, aloud && head + ': ' + rows.map((row) => row.name + ' ' + row.value).join(', '));
  };
  const showPoint = (index, aloud) => {
    const point = data.points[index];
    layer.replaceChildren();
    make('circle', { cx: point[0], cy: point[1], r: 6, fill: 'none', stroke: 'var(--accent)', 'stroke-width': 2 }, layer);
    put(point[0], point[2], [], aloud && point[2]);
  };
  const inDrawing = (event) => {
    const box = svg.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * data.width, y: ((event.clientY - box.top) / box.height) * data.height };
  };
  plot.addEventListener('pointermove', (event) => {
    const at = inDrawing(event);
    if (data.points) {
      let best = -1;
      let distance = 20 * 20;
      data.points.forEach((point, index) => {
        const far = (point[0] - at.x) ** 2 + (point[1] - at.y) ** 2;
        if (far < distance) { distance = far; best = index; }
      });
      if (best < 0) leave(); else { place = best; showPoint(best, false); }
      return;
    }
    if (at.x < data.left - 6 || at.x > data.left + data.w + 6) return leave();
    const xs = steps();
    if (xs.length === 0) return;
    place = nearest(xs, data.x0 + ((at.x - data.left) / data.w) * (data.x1 - data.x0));
    showStep(xs[place], false);
  });
  plot.addEventListener('pointerleave', leave);
  plot.addEventListener('blur', leave);
  plot.addEventListener('keydown', (event) => {
    const last = (data.points ? data.points.length : steps().length) - 1;
    const far = event.shiftKey ? 10 : 1;
    const from = place < 0 ? (event.key === 'ArrowLeft' ? last + 1 : -1) : place;
    const next = { ArrowLeft: from - far, ArrowRight: from + far, Home: 0, End: last }[event.key];
    if (event.key === 'Escape') return leave();
    if (next === undefined || last < 0) return;
    event.preventDefault();
    place = Math.max(0, Math.min(last, next));
    const mine = ++turn;
    const aloud = place;
    if (data.points) showPoint(place, false); else showStep(steps()[place], false);
    setTimeout(() => { if (mine === turn && place === aloud) { if (data.points) showPoint(place, true); else showStep(steps()[place], true); } }, 250);
  });
  for (const button of plot.parentElement.querySelectorAll('.legend button')) {
    button.addEventListener('click', () => {
      const k = Number(button.dataset.k);
      const off = !hidden.has(k);
      if (off) hidden.add(k); else hidden.delete(k);
      button.setAttribute('aria-pressed', String(!off));
      for (const element of svg.querySelectorAll('.k' + k)) element.style.display = off ? 'none' : '';
      leave();
    });
  }
}
})();`;
