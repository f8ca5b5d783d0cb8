// The memory of a soak as a picture and as a table.
const SIZE = { width: 640, height: 260, left: 48, right: 130, top: 16, bottom: 36 };
const LINES = [['heap', 'JavaScript heap', '#0072b2'], ['wasm', 'WebAssembly memory', '#d55e00']];
const mega = (bytes) => bytes / 2 ** 20;

export function picture(samples) {
  const { width, height, left, right, top, bottom } = SIZE;
  const last = samples.at(-1).gestures;
  const most = Math.ceil(mega(Math.max(...samples.flatMap((sample) => LINES.map(([key]) => sample[key])))) / 2) * 2;
  const x = (gestures) => (left + (gestures / Math.max(last, 1)) * (width - left - right)).toFixed(1);
  const y = (bytes) => (height - bottom - (mega(bytes) / most) * (height - top - bottom)).toFixed(1);
  const text = (at, words, rest = '') => `<text x="${at[0]}" y="${at[1]}" ${rest}>${words}</text>`;
  const ruler = [0, most / 2, most].map((value) => `<path d="M${left} ${y(value * 2 ** 20)}H${width - right}" stroke="#ccc"/>`
    + text([left - 6, Number(y(value * 2 ** 20)) + 4], `${value}`, 'text-anchor="end"'));
  const marks = [0, last / 2, last].map((value) => text([x(value), height - 18], value.toLocaleString('en'), 'text-anchor="middle"'));
  const lines = LINES.map(([key, name, colour]) => `<path fill="none" stroke="${colour}" stroke-width="1.5" d="${
    samples.map((sample, i) => `${i ? 'L' : 'M'}${x(sample.gestures)} ${y(sample[key])}`).join('')}"/>`
    + text([width - right + 6, Number(y(samples.at(-1)[key])) + 4], name, `fill="${colour}"`));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12">
<title>Memory over ${last} gestures, MB</title><rect width="100%" height="100%" fill="#fff"/>
${[...ruler, ...marks, text([left, height - 4], 'gestures; memory in MB'), ...lines].join('\n')}
</svg>
`;
}

export function table(samples) {
  const tenth = Math.max(1, Math.round((samples.length - 1) / 10));
  const row = ({ gestures, heap, wasm, nodes, listeners }) => `| ${gestures} | ${mega(heap).toFixed(2)} | ${mega(wasm).toFixed(2)} | ${nodes} | ${listeners} |`;
  return ['| gestures | JavaScript heap, MB | WebAssembly memory, MB | nodes | listeners |', '|---:|---:|---:|---:|---:|',
    ...samples.filter((_, i) => i % tenth === 0).map(row), ''].join('\n');
}
