/** The conversation as a text file, made in the browser. */
import { sizeText } from '../shared/file-look.js';
import type { View } from '../shared/transcript.js';
import { groups } from './lines.js';
import { noticeText, t, type Words } from './words.js';

export interface SaveProps {
  view: View;
  words: Words;
  name: string;
  locale: string;
}

export function transcriptText({ view, words, name, locale }: SaveProps): string {
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const blocks = groups(view).flatMap((group) =>
    group.lines.map((line) => {
      const at = time.format(line.at);
      const notice = line.event?.notice;
      if (notice) return `[${at}] ${noticeText(words, notice, line.text)}`;
      const speakers = {
        visitor: t(words, 'you'),
        bot: t(words, 'bot'),
        agent: group.agent?.name ?? name,
        system: name,
      };
      const sources = (line.event?.citations ?? []).map(
        (c) => `  [${c.index}] ${c.title}${c.link ? ` ${c.link}` : ''}`,
      );
      const files = (line.files ?? []).map(({ name, size }) => `  + ${name} (${sizeText(size, locale)})`);
      return [`[${at}] ${speakers[group.role]}: ${line.text}`, ...sources, ...files].join('\n');
    }),
  );
  return `${t(words, 'panel', { name })}\n\n${blocks.join('\n\n')}\n`;
}

export function saveTranscript(props: SaveProps): void {
  const url = URL.createObjectURL(new Blob([transcriptText(props)], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `chat-${new Date().toISOString().slice(0, 10)}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
