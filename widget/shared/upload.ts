/** One file to the server, with progress: the one thing that `fetch` cannot tell. */
import type { ErrorReply } from '../../services/wire/conversation.js';
import type { FileLink } from '../../services/wire/files.js';
import { believed, HttpError } from './http.js';

export interface UploadOptions {
  /** The same on every try, so that a repeated upload makes one file. */
  clientId: string;
  /** The share that has left, 0 to 1. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

export type Upload = (file: File, options: UploadOptions) => Promise<FileLink>;

/** Sends to `url`, the conversation's `/files`. Throws `HttpError`; `status` 0 where no answer came. */
export function upload(url: string, token: string | undefined, file: File, options: UploadOptions): Promise<FileLink> {
  const { clientId, onProgress, signal } = options;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = () => reject(new HttpError(0, 'offline', 'no answer from the server'));
    request.open('POST', `${url}?${new URLSearchParams({ name: file.name || 'file', clientId })}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    if (token) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onerror = fail;
    request.onabort = fail;
    request.onload = () => {
      const { status, response } = request;
      if (status === 201 && response?.file) return resolve(response.file);
      const { code = 'unknown', message = `answered ${status}` } = believed<ErrorReply | null>(response)?.error ?? {};
      reject(new HttpError(status, code, message));
    };
    if (signal.aborted) return fail();
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
