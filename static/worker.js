// A Web Worker that carries out one experiment of a lab at a time, in slices between which it listens.
//
// To it:   { run, kind, place, state }   begin: `run` is a number of the caller's, `state` a state document
//          { run, order: 'pause' | 'resume' | 'cancel' } and { run, ask: question }
// From it: { run, status: 'running' | 'paused' | 'done' | 'failed', done, of, outcome?, why? } and { run, answer }
//
// Experiments live in experiments.wasm. Of the one of time only the plan does, for it needs a clock and the fused kernel;
// cost.js carries it out.

const SLICE = 30; // milliseconds; a slice is as long as a message waits at most
const FIRST = 10; // the first one is short: a slider may be held, and what it does is awaited
const REPORT = 100; // milliseconds between two outcomes

let current = null;
let module = null;
const channel = new MessageChannel();
channel.port1.onmessage = ({ data }) => slice(data);

onmessage = async ({ data }) => {
  const { run } = data;
  if (data.state !== undefined) return begin(data);
  const job = current;
  if (job?.run !== run) return;
  if (data.ask !== undefined) {
    postMessage({ run, answer: job.experiment?.ask?.(data.ask) ?? null });
  } else if (data.order === 'pause' && job.status === 'running') {
    job.status = 'paused';
    report(job, true);
  } else if (data.order === 'resume' && job.status === 'paused') {
    job.status = 'running';
    report(job, false);
    channel.port2.postMessage(run);
  } else if (data.order === 'cancel') {
    current = null;
  }
};

async function begin({ run, kind, place, state }) {
  const job = { run, status: 'running', experiment: null, reported: 0 };
  current = job;
  try {
    let experiment = (await experiments(place))(state);
    if (kind === 'cost') experiment = await (await import('./cost.js')).begin(experiment.outcome());
    // Another one was asked for meanwhile.
    if (current !== job) return;
    job.experiment = experiment;
    if (job.status === 'running') channel.port2.postMessage(run);
  } catch (error) {
    fail(job, error);
  }
}

async function slice(run) {
  const job = current;
  if (job?.run !== run || job.status !== 'running' || !job.experiment || job.busy) return;
  try {
    job.busy = true;
    const end = performance.now() + (job.reported ? SLICE : FIRST);
    let more = true;
    // The first outcome is shown as soon as there is one, the next ones at their pace.
    while (more && performance.now() < end) {
      more = job.experiment.step();
      if (more instanceof Promise) more = await more;
      if (current !== job) return;
    }
    job.busy = false;
    if (!more) job.status = 'done';
    const now = performance.now();
    if (!more || now - job.reported > REPORT) {
      job.reported = now;
      report(job, true);
    }
    if (job.status === 'running') channel.port2.postMessage(run);
  } catch (error) {
    fail(job, error);
  }
}

function report({ run, status, experiment }, outcome) {
  postMessage({ run, status, done: experiment?.done() ?? 0, of: experiment?.of() ?? 0, outcome: outcome ? experiment?.outcome() : undefined });
}

function fail(job, error) {
  if (current !== job) return;
  current = null;
  // What failed may have left the module in no good order.
  module = null;
  postMessage({ run: job.run, status: 'failed', why: error?.message ?? String(error) });
}

// The experiment with this place in the module's list.
async function experiments(place) {
  module ??= await load();
  const { exports } = module;
  return (state) => {
    put(exports, state);
    if (!exports.begin(place)) throw new Error(text(exports, exports.answered()));
    return {
      step: () => exports.step() === 1,
      done: () => exports.done(),
      of: () => exports.of(),
      outcome: () => text(exports, exports.outcome()),
      ask: (question) => {
        put(exports, question);
        return text(exports, exports.ask()) || null;
      },
    };
  };
}

async function load() {
  const response = await fetch(new URL('experiments.wasm', import.meta.url));
  if (!response.ok) throw new Error(`the server answered ${response.status} for experiments.wasm`);
  return (await WebAssembly.instantiate(await response.arrayBuffer())).instance;
}

function put(exports, given) {
  const bytes = new TextEncoder().encode(given);
  const at = exports.room(bytes.length) >>> 0;
  new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
}

function text(exports, length) {
  return new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.answer() >>> 0, length));
}
