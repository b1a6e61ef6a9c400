/**
 * The one script a customer embeds: `<script src="https://host/widget.js" data-inbox="default" defer></script>`.
 * `async` is as good.
 */
import { ATTRIBUTES, chats, defineChat } from './element.js';

/** Written in by the build: the files of host.ts and of the panel, and of what speaks first. */
declare const __FILES__: string[];
declare const __SPEAK__: string;

// A script of HTML; one inside an SVG would have no `src`.
const script = document.currentScript as HTMLScriptElement | null;
const base = script?.src || location.href;

const fetchPart = (file: string) => import(/* @vite-ignore */ new URL(file, base).href);

defineChat(
  new URL(base).origin,
  // Both at once: the one that is asked for imports nothing, so that neither waits for the other.
  async () => (await Promise.all(__FILES__.map(fetchPart)))[0],
  () => fetchPart(__SPEAK__),
);

const data = script?.dataset ?? {};
const element = document.createElement('frontdesk-chat');
for (const name of ATTRIBUTES) if (data[name]) element.setAttribute(name, data[name]);
/** Written by hand somewhere on the page: then that is the one. */
const add = () => {
  if (!chats().some((chat) => chat.inbox === (data.inbox ?? chat.inbox))) document.body?.append(element);
};
const begin = () => {
  add();
  // Pages that swap their body for the next one's take the chat along.
  new MutationObserver(add).observe(document.documentElement, { childList: true });
};
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
else begin();
