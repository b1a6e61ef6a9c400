/** Reads uploaded files apart from the thread that serves everybody; see upload.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { readKnowledge } from './read.js';

parentPort?.postMessage(readKnowledge((workerData as { path: string }).path));
