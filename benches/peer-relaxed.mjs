// Candidate for ../shared/peers/run.sh: the kernel's build with relaxed SIMD.
import { setup as prepare, supportsHeads } from './peer.mjs';

export { supportsHeads };
export const name = 'ours relaxed';
export const setup = prepare('relaxed');
