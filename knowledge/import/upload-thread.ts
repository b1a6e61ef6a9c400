/** Reads uploaded files apart from the thread that serves everybody; see upload.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { readKnowledge } from './read.js';

const { path }: { path: string } = workerData;
parentPort?.postMessage(readKnowledge(path));
