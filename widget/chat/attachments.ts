/**
 * Attaching in the widget: the shared list of files, in the visitor's language and uploading to their conversation.
 * Loaded with the first file.
 */
import { Attachments } from '../shared/attachments.js';
import { upload } from '../shared/upload.js';
import type { Composer } from './composer.js';
import { t } from './words.js';

/** Does what an event of the composer asks for; `files` is what it brought. */
export function attach(composer: Composer, event: string, files: File[]): void {
  composer.files ??= listFor(composer);
  if (event === 'click') composer.files.pick();
  else if (event === 'dragover') composer.files.hover();
  else if (files.length) composer.files.add(files);
  composer.requestUpdate();
}

function listFor(composer: Composer): Attachments {
  const list = new Attachments();
  list.say = (word, params) => t(composer.words, word, params);
  list.limits = () => composer.limits;
  list.locale = composer.parentElement?.lang || 'en';
  list.upload = (file, options) => composer.chat.reach('files', (url, token) => upload(url, token, file, options));
  list.beside = composer;
  list.addEventListener('fd-files', () => composer.requestUpdate());
  return list;
}
