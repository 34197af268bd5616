// Smoothing of a series of numbers, null where there is none. The amount is in [0, 1): 0 changes nothing.

/** Exponential moving average, corrected for its start (as Adam's moments are: Kingma and Ba, 2015). */
function exponential(values, amount) {
  let last = 0, weight = 0;
  return values.map((value) => {
    if (value === null) return null;
    last = amount * last + (1 - amount) * value;
    weight = amount * weight + (1 - amount);
    return last / weight;
  });
}

/** Weighted mean of the neighbours on both sides. */
function around(values, reach, weigh) {
  return values.map((value, at) => {
    if (value === null) return null;
    let sum = 0, weight = 0;
    for (let i = Math.max(0, at - reach); i <= Math.min(values.length - 1, at + reach); i++) {
      if (values[i] === null) continue;
      const w = weigh(i - at);
      sum += w * values[i];
      weight += w;
    }
    return sum / weight;
  });
}

/** @param by '', 'mean' or 'gauss'. */
export function smooth(values, amount, by) {
  if (!(amount > 0)) return values;
  const reach = Math.max(1, Math.round((amount / (1.02 - amount)) * 1.5));
  if (by === 'mean') return around(values, reach, () => 1);
  if (by === 'gauss') return around(values, reach * 2, (d) => Math.exp(-(d * d) / (2 * (reach / 1.5) ** 2)));
  return exponential(values, amount);
}

/** Runs of equal group as one line: mean and standard deviation (n − 1) at each x that at least one of them has. */
export function merged(lines) {
  const at = new Map();
  for (const line of lines) {
    line.xs.forEach((x, i) => {
      if (x === null || line.values[i] === null) return;
      if (!at.has(x)) at.set(x, []);
      at.get(x).push(line.values[i]);
    });
  }
  const xs = [...at.keys()].sort((a, b) => a - b);
  const stats = xs.map((x) => {
    const values = at.get(x);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const spread = values.length < 2 ? 0 : Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1));
    return { mean, spread };
  });
  return { xs, values: stats.map((s) => s.mean), lows: stats.map((s) => s.mean - s.spread), highs: stats.map((s) => s.mean + s.spread) };
}
