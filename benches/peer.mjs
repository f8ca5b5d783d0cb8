// What the candidates for ../shared/peers/run.sh have in common: the kernel through its public interface, copies in and
// out included. They load what `cargo xtask build` made.
import { load } from '../dist/fused.js';

export const supportsHeads = true;

export const setup = (build) => async (n, d, heads = 1) => {
  const { attention } = await load({ build });
  const output = new Float32Array(heads * n * d);
  const weights = new Float32Array(heads * n * n);
  return (q, k, v) => {
    attention({ q, k, v, n, dk: d, heads, output, weights });
    return { O: output, W: weights };
  };
};
