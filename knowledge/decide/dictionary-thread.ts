/** A worker thread of spelling.ts: unfolding the dictionary is most of a second of arithmetic, and visitors are waiting. */
import { parentPort } from 'node:worker_threads';
import english from 'dictionary-en';
import nspell from 'nspell';

// Every form of every word; nspell keeps them by word, and its types do not say so.
const spelling: object = nspell(Buffer.from(english.aff), Buffer.from(english.dic));
if (!('data' in spelling) || typeof spelling.data !== 'object' || !spelling.data)
  throw new Error('nspell has no words');
// One text crosses to the other thread much faster than a hundred thousand.
parentPort?.postMessage(Object.keys(spelling.data).join('\n'));
