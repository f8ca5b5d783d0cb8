// Candidate for ../shared/peers/run.sh: the kernel's build with relaxed SIMD through its public interface, copies in and out included.
// It loads what `cargo xtask build` made.
import { load } from '../dist/fused.js';

export const name = 'ours relaxed';
export const supportsHeads = true;

export async function setup(n, d, heads = 1) {
  const { attention } = await load({ build: 'relaxed' });
  const output = new Float32Array(heads * n * d);
  const weights = new Float32Array(heads * n * n);
  return (q, k, v) => {
    attention({ q, k, v, n, dk: d, heads, output, weights });
    return { O: output, W: weights };
  };
}
