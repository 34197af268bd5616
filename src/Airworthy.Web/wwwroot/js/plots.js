// Plots of all compared runs at once: parallel coordinates, scatter with its frontier, boxes.
import { go, onPage } from './app.js';
import { base, clip, echarts, short } from './draw.js';

const name = (column) => column.slice(column.indexOf('.') + 1);
const brief = (value) => String(Number(value.toPrecision(2)));
const numeric = (values) => values.every((v) => v === null || typeof v === 'number');

/** The runs that no other beats: more (or less) of y for every x at least as large. Indices into the lists, by x. */
export function frontier(xs, ys, least) {
  const better = (a, b) => (least ? a < b : a > b);
  const order = xs.map((_, i) => i).filter((i) => xs[i] !== null && ys[i] !== null).sort((a, b) => xs[b] - xs[a] || (least ? ys[a] - ys[b] : ys[b] - ys[a]));
  const out = [];
  let best = null;
  for (const i of order) {
    if (best === null || better(ys[i], best)) { out.push(i); best = ys[i]; }
  }
  return out.reverse();
}

/** Quartiles by linear interpolation (Hyndman and Fan 1996, type 7), whiskers to the furthest value within 1.5 of the box (Tukey 1977). */
export function box(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q) => { const h = (sorted.length - 1) * q, f = Math.floor(h); return sorted[f] + (h - f) * ((sorted[f + 1] ?? sorted[f]) - sorted[f]); };
  const [q1, q2, q3] = [at(0.25), at(0.5), at(0.75)];
  const inside = sorted.filter((v) => v >= q1 - 1.5 * (q3 - q1) && v <= q3 + 1.5 * (q3 - q1));
  return { five: [inside[0], q1, q2, q3, inside.at(-1)], outside: sorted.filter((v) => !inside.includes(v)) };
}

function scale(look, column, values, { log, flip } = {}) {
  if (!numeric(values)) return { type: 'category', data: [...new Set(values.filter((v) => v !== null).map(String))].sort().slice(0, 60), inverse: !!flip };
  return { type: log && values.every((v) => v === null || v > 0) ? 'log' : 'value', scale: true, inverse: !!flip, axisLabel: { ...look.axis.axisLabel, formatter: short } };
}

async function chart(id) {
  const place = document.getElementById(id);
  if (!place) return null;
  const library = await echarts();
  if (place.chart && !place.chart.isDisposed()) return place.chart;
  place.chart = library.init(place);
  return place.chart;
}

async function parallel(plan, data) {
  const plot = await chart('plot-parallel');
  if (!plot) return;
  const look = base();
  const dims = plan.dims.filter((d) => data.columns[d]);
  const target = data.columns[plan.target] ?? [];
  const numbers = target.filter((v) => v !== null);
  const rows = data.runs.map((run, i) => ({ name: run.name, id: run.id, value: [...dims.map((d) => { const v = data.columns[d][i]; return v === null ? '-' : numeric(data.columns[d]) ? v : String(v); }), target[i] ?? '-'] }));
  plot.off('axisareaselected');
  plot.setOption({
    ...look,
    tooltip: { ...look.tooltip, trigger: 'item', formatter: (p) => `${clip(p.name)}\n${dims.map((d, i) => `${clip(name(d))}  ${typeof p.value[i] === 'number' ? short(p.value[i]) : clip(String(p.value[i]))}`).join('\n')}` },
    parallel: { left: 60, right: 70, top: 40, bottom: 24, parallelAxisDefault: { nameGap: 14, nameTextStyle: { color: look.ink, fontSize: 12 }, areaSelectStyle: { width: 16, color: look.ink, opacity: 0.2 } } },
    parallelAxis: dims.map((d, dim) => ({ ...look.axis, ...scale(look, d, data.columns[d], { log: plan.log.includes(d), flip: plan.inv.includes(d) }), dim, name: clip(name(d), 20), axisLine: { lineStyle: { color: look.muted } }, axisLabel: { ...look.axis.axisLabel, formatter: numeric(data.columns[d]) ? short : (text) => clip(text, 16), textBorderColor: look.sheet, textBorderWidth: 3 } })),
    visualMap: numbers.length ? { show: true, type: 'continuous', dimension: dims.length, min: Math.min(...numbers), max: Math.max(...numbers), right: 0, top: 'middle', itemWidth: 10, itemHeight: 120, precision: 3, formatter: short, textStyle: { color: look.muted, fontSize: 11 }, inRange: { color: plan.least ? ['#1b7f5c', '#7a9cc6', '#c76b4a'] : ['#c76b4a', '#7a9cc6', '#1b7f5c'] } } : undefined,
    series: [{ type: 'parallel', data: rows, smooth: 0.2, lineStyle: { width: rows.length > 200 ? 0.7 : 1.4, opacity: rows.length > 200 ? 0.35 : 0.75 }, emphasis: { lineStyle: { width: 3, opacity: 1 } }, inactiveOpacity: 0.03, activeOpacity: 0.9 }],
  }, { notMerge: true });
  const keep = document.querySelector('[data-keep]');
  const told = document.querySelector('[data-brushed]');
  plot.on('axisareaselected', () => {
    const inside = plot.getModel().getSeries()[0].getRawIndicesByActiveState('active');
    keep.hidden = inside.length === 0 || inside.length === rows.length;
    told.textContent = keep.hidden ? '' : `${inside.length} of ${rows.length} inside the brushes`;
    keep.onclick = () => {
      const address = new URL(location.href);
      ['experiment', 'filter', 'run', 'eye', 'toggle'].forEach((n) => address.searchParams.delete(n));
      address.searchParams.set('runs', inside.map((i) => rows[i].id).join(','));
      go(address.href);
    };
  });
}

async function scatter(plan, data) {
  const [xs, ys] = [data.columns[plan.sx], data.columns[plan.sy]];
  const plot = xs && ys ? await chart('plot-scatter') : null;
  if (!plot) return;
  const look = base();
  const third = data.columns[plan.sc];
  const coloured = third && numeric(third) && third.some((v) => v !== null);
  const kinds = third && !coloured ? [...new Set(third.map(String))] : [];
  const palette = ['#4477cc', '#d9662b', '#2f9e62', '#b3479c', '#b08a12', '#1f9fb3', '#cc4455', '#7a6be0'];
  const point = (i) => ({ name: data.runs[i].name, id: data.runs[i].id, value: [numeric(xs) ? xs[i] : String(xs[i]), ys[i], coloured ? third[i] : null], itemStyle: coloured ? undefined : { color: kinds.length ? palette[kinds.indexOf(String(third[i])) % 8] : data.runs[i].colour } });
  const points = data.runs.map((_, i) => i).filter((i) => xs[i] !== null && ys[i] !== null).map(point);
  // Between two of its runs, the line is at what a run there is beaten by: the y of the one that is better in x.
  const edge = plan.sx.startsWith('metrics.') && numeric(xs) && numeric(ys) ? frontier(plan.sxmin ? xs.map((x) => (x === null ? null : -x)) : xs, ys, plan.least).sort((a, b) => xs[a] - xs[b]) : [];
  const numbers = coloured ? third.filter((v) => v !== null) : [];
  plot.off('click');
  plot.setOption({
    ...look,
    grid: { left: 12, right: coloured ? 70 : 18, top: 34, bottom: 26, containLabel: true },
    tooltip: { ...look.tooltip, trigger: 'item', formatter: (p) => `${clip(p.name)}\n${clip(name(plan.sx))}  ${typeof p.value[0] === 'number' ? short(p.value[0]) : p.value[0]}\n${clip(name(plan.sy))}  ${short(p.value[1])}` },
    xAxis: { ...look.axis, ...scale(look, plan.sx, xs, { log: plan.log.includes(plan.sx) }), name: clip(name(plan.sx)), nameLocation: 'middle', nameGap: 26 },
    yAxis: { ...look.axis, ...scale(look, plan.sy, ys, { log: plan.log.includes(plan.sy) }), name: clip(name(plan.sy)), nameTextStyle: { ...look.axis.nameTextStyle, align: 'left' } },
    visualMap: coloured ? { type: 'continuous', seriesIndex: 0, dimension: 2, min: Math.min(...numbers), max: Math.max(...numbers), right: 0, top: 'middle', itemWidth: 10, itemHeight: 100, formatter: short, textStyle: { color: look.muted, fontSize: 11 }, inRange: { color: ['#3b5bb5', '#4aa38f', '#d6a531'] } } : undefined,
    series: [
      { type: 'scatter', data: points, symbolSize: points.length > 300 ? 6 : 9, itemStyle: { opacity: 0.85 }, emphasis: { itemStyle: { borderColor: look.ink, borderWidth: 2 } } },
      { type: 'line', data: edge.map((i) => [xs[i], ys[i]]), step: plan.sxmin ? 'end' : 'start', showSymbol: false, silent: true, lineStyle: { color: look.ink, width: 1.2, type: 'dashed' }, tooltip: { show: false } },
    ],
  }, { notMerge: true });
  plot.on('click', (p) => { if (p.data?.id) go(`/runs/${p.data.id}`); });
}

async function boxes(plan, data) {
  const [by, values] = [data.columns[plan.box], data.columns[plan.target]];
  const plot = by && values ? await chart('plot-boxes') : null;
  if (!plot) return;
  const look = base();
  const groups = new Map();
  by.forEach((b, i) => { if (values[i] !== null) groups.set(b ?? '(none)', [...(groups.get(b ?? '(none)') ?? []), values[i]]); });
  // Too many different numbers: five stretches of equally many runs.
  let named = [...groups].map(([key, of]) => [typeof key === 'number' ? short(key) : clip(String(key), 18), of, key]);
  if (named.length > 12 && numeric(by)) {
    const pairs = by.map((b, i) => [b, values[i]]).filter(([b, v]) => b !== null && v !== null).sort((a, b) => a[0] - b[0]);
    named = Array.from({ length: 5 }, (_, g) => pairs.slice(Math.floor((g * pairs.length) / 5), Math.floor(((g + 1) * pairs.length) / 5))).filter((p) => p.length).map((p) => [`${brief(p[0][0])}–${brief(p.at(-1)[0])}`, p.map((q) => q[1]), p[0][0]]);
  }
  named.sort((a, b) => (typeof a[2] === 'number' && typeof b[2] === 'number' ? a[2] - b[2] : String(a[2]).localeCompare(String(b[2]))));
  named = named.slice(0, 30);
  const made = named.map(([, of]) => box(of));
  plot.setOption({
    ...look,
    grid: { left: 12, right: 14, top: 34, bottom: 14, containLabel: true },
    tooltip: { ...look.tooltip, trigger: 'item', formatter: (p) => (p.seriesType === 'boxplot' ? `${named[p.dataIndex][0]}, ${named[p.dataIndex][1].length} runs\nmedian  ${short(made[p.dataIndex].five[2])}\nquartiles  ${short(made[p.dataIndex].five[1])} – ${short(made[p.dataIndex].five[3])}` : short(p.value[1])) },
    xAxis: { ...look.axis, type: 'category', data: named.map(([label, of]) => `${label.length > 9 ? label.replace('–', ' –\n') : label}\nn ${of.length}`), axisLabel: { ...look.axis.axisLabel, interval: 0, lineHeight: 14, hideOverlap: false }, splitLine: { show: false } },
    yAxis: { ...look.axis, type: 'value', scale: true, name: clip(name(plan.target)), nameTextStyle: { ...look.axis.nameTextStyle, align: 'left' }, axisLabel: { ...look.axis.axisLabel, formatter: short } },
    series: [
      { type: 'boxplot', data: made.map((m) => m.five), itemStyle: { color: 'transparent', borderColor: '#4477cc', borderWidth: 1.4 }, boxWidth: [8, 34] },
      { type: 'scatter', data: made.flatMap((m, i) => m.outside.map((v) => [i, v])), symbolSize: 5, itemStyle: { color: '#d9662b' } },
    ],
  }, { notMerge: true });
}

function all() {
  const plan = document.querySelector('[data-plan]');
  if (!plan) return;
  const list = (text) => (text ?? '').split('\n').filter(Boolean);
  const data = JSON.parse(document.querySelector('template[data-plots]').content.textContent);
  const how = { dims: list(plan.dataset.dims), inv: list(plan.dataset.inv), log: list(plan.dataset.log), target: `metrics.${plan.dataset.metric}`, least: plan.hasAttribute('data-least'), sx: plan.dataset.sx, sxmin: plan.hasAttribute('data-sxmin'), sy: plan.dataset.sy, sc: plan.dataset.sc, box: plan.dataset.box };
  parallel(how, data);
  scatter(how, data);
  boxes(how, data);
}
onPage(all);
document.addEventListener('colours', all);
