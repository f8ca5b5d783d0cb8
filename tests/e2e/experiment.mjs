// What the experiment's module finds for the state of a page, apart from the page. `kind`: its place in
// experiment::Kind.
export const outcome = (page, kind) => page.run(`
  const { instance: { exports } } = await WebAssembly.instantiate(await (await fetch('experiments.wasm')).arrayBuffer());
  const state = new TextEncoder().encode(JSON.stringify(await attentionPlayground.getState()));
  const room = exports.room(state.length);
  new Uint8Array(exports.memory.buffer, room, state.length).set(state);
  if (!exports.begin(arguments[0])) throw new Error('it does not begin');
  while (exports.step());
  const length = exports.outcome();
  return JSON.parse(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.answer(), length)));`, kind);
