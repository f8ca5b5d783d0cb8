// Candidate for ../shared/peers/run.sh: the kernel's build with fixed-width SIMD.
import { setup as prepare, supportsHeads } from './peer.mjs';

export { supportsHeads };
export const name = 'ours simd128';
export const setup = prepare('simd128');
