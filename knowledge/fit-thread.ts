/** The worker thread of calibrate.ts: fitting is minutes of arithmetic at worst, and visitors are waiting on the main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { fitKnown, type Packed } from './fitting.js';

const fitted = fitKnown(workerData as Packed, (share) => parentPort?.postMessage({ share }));
parentPort?.postMessage({ fitted });
