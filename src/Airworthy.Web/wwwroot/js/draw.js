// The chart library, loaded once it is needed; colours of the page; charts as files.
let loading;
/** The library (Apache ECharts). */
export function echarts() {
  return (loading ??= new Promise((done, fail) => {
    const script = Object.assign(document.createElement('script'), { src: '/_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js', onload: () => done(globalThis.echarts), onerror: fail });
    document.head.append(script);
  }));
}

/** A colour of the page's own, as the browser computes it now. */
export function colour(name) {
  const probe = document.createElement('i');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** What all charts look like. Texts go onto the canvas, never into the page's HTML: names are anybody's. */
export function base() {
  const [ink, muted, line, sheet] = ['ink', 'muted', 'line', 'sheet'].map(colour);
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
    tooltip: { renderMode: 'richText', confine: true, backgroundColor: sheet, borderColor: line, textStyle: { color: ink, fontSize: 12 }, padding: [6, 9] },
    axis: { axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: muted, fontSize: 11, hideOverlap: true }, splitLine: { lineStyle: { color: line, opacity: 0.6 } }, nameTextStyle: { color: muted, fontSize: 11 } },
    ink, muted, line, sheet,
  };
}

/** A number in few digits. */
export const short = (value) => (value === null || value === undefined ? '' : Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-3) ? value.toExponential(2) : String(Number(value.toPrecision(5))));

/** Shortens a name for a place of a few letters. */
export const clip = (text, most = 34) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Hands a chart over as a file. */
export async function save(chart, kind, name) {
  let address;
  if (kind === 'svg') {
    const library = await echarts();
    const copy = library.init(null, null, { renderer: 'svg', ssr: true, width: chart.getWidth(), height: chart.getHeight() });
    copy.setOption({ ...chart.getOption(), animation: false });
    address = URL.createObjectURL(new Blob([copy.renderToSVGString()], { type: 'image/svg+xml' }));
    copy.dispose();
  } else {
    address = chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: colour('sheet') });
  }
  Object.assign(document.createElement('a'), { href: address, download: `${name.replace(/[^\w.-]+/g, '-')}.${kind}` }).click();
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-save]');
  const figure = button?.closest('figure');
  const canvas = figure?.querySelector('.canvas');
  if (canvas?.chart) save(canvas.chart, button.dataset.save, figure.dataset.chart ?? canvas.id);
});
addEventListener('resize', () => document.querySelectorAll('.canvas').forEach((canvas) => canvas.chart?.resize()));
