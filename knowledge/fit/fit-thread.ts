/**
 * A worker thread of calibrate.ts: fitting is minutes of arithmetic at worst, and visitors are waiting on the main
 * thread.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type Packed, type Parts, parts } from './fitting.js';

const { packed, part }: { packed: Packed; part: keyof Parts } = workerData;
const fitted = parts[part](packed, (share) => parentPort?.postMessage({ share }));
parentPort?.postMessage({ fitted });
