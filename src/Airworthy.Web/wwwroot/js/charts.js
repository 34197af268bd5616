// Line charts of the page that compares runs: drawn when they come into sight, zoomed together, exact once zoomed in.
import { onPage } from './app.js';
import { base, clip, echarts, short } from './draw.js';
import { merged, smooth } from './smooth.js';

const palette = ['#4477cc', '#d9662b', '#2f9e62', '#b3479c', '#b08a12', '#1f9fb3', '#cc4455', '#7a6be0'];
let zoom = null; // [from, to] in steps, or null for all
const seen = new IntersectionObserver((entries) => entries.forEach((e) => { if (e.isIntersecting) draw(e.target); }), { rootMargin: '300px' });

function settings(place) {
  const form = place.closest('form');
  return { ...place.dataset, smooth: Number(form?.elements.smooth?.value ?? 0) };
}

async function read(place, key) {
  const { runs, x, group } = place.dataset;
  const ask = new URLSearchParams({ runs, key });
  if (x) ask.set('x', x);
  if (group) ask.set('group', group);
  if (zoom && !x) { ask.set('from', Math.floor(zoom[0])); ask.set('to', Math.ceil(zoom[1])); }
  const answer = await fetch(`/compare/histories?${ask}`);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).runs;
}

function lines(runs, { x, group }) {
  const all = runs.map((run) => ({
    name: run.name, colour: run.colour, group: run.group, values: run.values, lows: run.lows, highs: run.highs,
    xs: x?.startsWith('metrics.') ? run.across : x === 'wall' ? run.times : x === 'relative' ? run.times.map((t) => (t - run.start) / 1000) : run.steps,
  }));
  if (!group) return all;
  const groups = Map.groupBy(all, (line) => line.group ?? '(none)');
  return [...groups].sort().map(([value, of], i) => ({ ...merged(of), name: `${value} (${of.length})`, colour: palette[i % palette.length] }));
}

// From the smallest to the largest of each stretch, as one shape behind the line.
function band(line, logY) {
  const points = line.xs.map((x, i) => [x, line.lows[i], line.highs[i]]).filter((p) => p[0] !== null && (!logY || p[1] > 0)).sort((a, b) => a[0] - b[0]);
  return {
    type: 'custom', name: line.name, silent: true, clip: true, color: line.colour, data: points, dimensions: ['x', 'low', 'high'], encode: { x: 0, y: [1, 2], tooltip: [] }, tooltip: { show: false }, lineStyle: { opacity: 0 },
    renderItem: (place, api) => (place.dataIndexInside === 0 ? {
      type: 'polygon',
      shape: { points: [...points.map((p) => api.coord([p[0], p[2]])), ...points.toReversed().map((p) => api.coord([p[0], p[1]]))] },
      style: { fill: line.colour, opacity: 0.2 },
    } : null),
  };
}

// One run: a band from the smallest to the largest, the values, and, smoothed, a line above them.
function series(line, { smooth: amount, by }, logY) {
  const point = (values) => line.xs.map((x, i) => [x, logY && !(values[i] > 0) ? null : values[i]]).filter((p) => p[0] !== null);
  const sort = (points) => points.sort((a, b) => a[0] - b[0]);
  const plain = { type: 'line', name: line.name, showSymbol: line.xs.length < 3, symbolSize: 5, color: line.colour, emphasis: { focus: 'series' } };
  const out = [];
  if (line.lows) {
    out.push(band(line, logY));
  }
  if (amount > 0) {
    out.push({ ...plain, silent: true, data: sort(point(line.values)), lineStyle: { width: 1, opacity: 0.25 }, tooltip: { show: false } });
    out.push({ ...plain, smoothed: true, data: sort(point(smooth(line.values, amount, by))), lineStyle: { width: 1.8 } });
  } else {
    out.push({ ...plain, data: sort(point(line.values)), lineStyle: { width: 1.5 } });
  }
  return out;
}

function option(runs, how, key) {
  const look = base();
  const drawn = lines(runs, how).flatMap((line) => series(line, how, !!how.logy));
  const time = how.x === 'wall';
  return {
    ...look,
    grid: { left: 8, right: 14, top: 10, bottom: 6, containLabel: true },
    tooltip: {
      ...look.tooltip, trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: look.muted }, label: { show: true,  backgroundColor: look.muted, color: look.sheet } },
      formatter: (points) => {
        const last = new Map(points.filter((p) => drawn[p.seriesIndex]?.lineStyle.opacity === undefined && p.value[1] !== null).map((p) => [p.seriesName, p]));
        const head = time ? new Date(points[0].axisValue).toISOString().slice(0, 19).replace('T', ' ') : short(points[0].axisValue);
        const shown = [...last.values()].sort((a, b) => b.value[1] - a.value[1]);
        return `${head}\n${shown.slice(0, 14).map((p) => `${p.marker}${clip(p.seriesName)}  ${short(p.value[1])}`).join('\n')}${shown.length > 14 ? `\nand ${shown.length - 14} more` : ''}`;
      },
    },
    xAxis: { ...look.axis, type: time ? 'time' : how.logx ? 'log' : 'value', scale: true, splitLine: { show: false }, min: 'dataMin', max: 'dataMax', axisLabel: { ...look.axis.axisLabel, alignMaxLabel: 'right', formatter: time ? undefined : short } },
    yAxis: { ...look.axis, type: how.logy ? 'log' : 'value', scale: true, axisLabel: { ...look.axis.axisLabel, formatter: short } },
    toolbox: { show: true, showTitle: false, itemSize: 0, feature: { dataZoom: { yAxisIndex: 'none' } } },
    series: drawn,
    title: { show: false, text: key },
  };
}

async function draw(figure, again = false) {
  const place = figure.closest('[data-charts]');
  const canvas = figure.querySelector('.canvas');
  const how = settings(place);
  const asked = JSON.stringify([place.dataset.runs, how.x, how.group, how.x ? null : zoom]);
  const look = JSON.stringify([how, document.documentElement.dataset.theme, zoom]);
  if (!again && canvas.chart && canvas.asked === asked && canvas.look === look) return;
  try {
    if (again || canvas.asked !== asked) {
      canvas.asked = asked;
      const runs = await read(place, figure.dataset.chart);
      if (canvas.asked !== asked) return; // asked something else meanwhile
      canvas.runs = runs;
    }
    const library = await echarts();
    if (!canvas.isConnected) return;
    canvas.look = look;
    if (!canvas.chart || canvas.chart.isDisposed()) start(library, canvas);
    canvas.chart.setOption(option(canvas.runs, how, figure.dataset.chart), { notMerge: true });
    canvas.chart.dispatchAction({ type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: true });
    if (canvas.runs.length === 0) canvas.dataset.empty = 'No values.'; else delete canvas.dataset.empty;
  } catch (error) {
    canvas.dataset.empty = `The values could not be read (${error.message}). Press r to try again.`;
  }
}

function start(library, canvas) {
  canvas.chart = library.init(canvas);
  canvas.chart.group = 'compare';
  library.connect('compare');
  let wait;
  canvas.chart.on('datazoom', (event) => {
    const part = event.batch?.[0] ?? event;
    if (part.startValue === undefined || canvas.closest('[data-charts]').dataset.x) return;
    clearTimeout(wait);
    wait = setTimeout(() => { if (String(zoom) !== String([part.startValue, part.endValue])) { zoom = [part.startValue, part.endValue]; remember(); redraw(); } }, 150);
  });
  canvas.chart.getZr().on('dblclick', () => { zoom = null; remember(); redraw(); });
}

function remember() {
  const address = new URL(location.href);
  zoom ? address.searchParams.set('zoom', zoom.map((z) => Math.round(z)).join('~')) : address.searchParams.delete('zoom');
  history.replaceState(history.state, '', address);
  // The form sends it along when something else is changed.
  const field = document.querySelector('[data-charts]')?.closest('form')?.elements.zoom;
  if (field) field.value = address.searchParams.get('zoom') ?? '';
}

const visible = (figure) => { const box = figure.getBoundingClientRect(); return box.bottom > -300 && box.top < innerHeight + 300; };
function redraw(again = false) {
  document.querySelectorAll('[data-chart]').forEach((figure) => { if (visible(figure)) draw(figure, again); });
}

let live;
onPage(() => {
  const place = document.querySelector('[data-charts]');
  clearInterval(live);
  if (!place) return;
  // As dragging writes it, 100~500, or as somebody types it: 100 to 500, 100–500.
  const kept = /^\s*(-?\d+)\s*(?:~|–|-|to|\s)\s*(-?\d+)\s*$/.exec(new URLSearchParams(location.search).get('zoom') ?? '')?.slice(1).map(Number);
  zoom = kept ? [Math.min(...kept), Math.max(...kept)] : null;
  document.querySelectorAll('[data-chart]').forEach((figure) => { seen.unobserve(figure); seen.observe(figure); });
  redraw();
  if (Number(place.dataset.refreshCharts) > 0) live = setInterval(() => { if (!document.hidden) redraw(true); }, Number(place.dataset.refreshCharts) * 1000);
});
document.addEventListener('colours', () => redraw());
document.addEventListener('input', (event) => { if (event.target.matches('[data-smooth]')) redraw(); });
document.addEventListener('toggle', (event) => { if (event.target.matches?.('details.section')) redraw(); }, true);
