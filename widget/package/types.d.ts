/** The public face of <frontdesk-chat>. */
export type FrontdeskState = 'bot' | 'queued' | 'assigned' | 'resolved';

export interface FrontdeskAttributes {
  /** Origin of your Frontdesk server, such as `https://chat.example.com`. */
  server?: string;
  /** `default` where none is named. */
  inbox?: string;
  /** A language tag; else the page's language, else the browser's. Read once. */
  locale?: string;
  /** `#rrggbb`; else the inbox's. */
  accent?: string;
  /** `auto` follows the system. */
  theme?: 'auto' | 'light' | 'dark';
  /** In a page that reads from right to left, left and right change places. */
  position?: 'bottom-right' | 'bottom-left';
  /** `hidden` where a button of your own opens the chat. */
  launcher?: 'default' | 'hidden';
  /** The chat may speak first here, as the inbox says. */
  proactive?: 'on';
  /** Whether the panel is open. */
  open?: boolean;
}

export interface FrontdeskEventMap {
  /** The chat itself is loaded: at the first opening, or soon where a conversation is under way. */
  'frontdesk:ready': CustomEvent<null>;
  'frontdesk:open': CustomEvent<null>;
  'frontdesk:close': CustomEvent<null>;
  /** Something was said from now on, by anybody. */
  'frontdesk:message': CustomEvent<{ role: 'visitor' | 'bot' | 'agent' | 'system'; text?: string; seq: number }>;
  'frontdesk:unread': CustomEvent<{ count: number }>;
  /** Where the conversation stands; null while there is none. */
  'frontdesk:state': CustomEvent<{ state: FrontdeskState | null; conversationId: string | null }>;
  /** A stable code, such as `identity_expired` or `offline`. */
  'frontdesk:error': CustomEvent<{ code: string; message?: string }>;
}

export interface FrontdeskChatElement extends HTMLElement {
  server: string;
  inbox: string;
  locale: string;
  accent: string;
  theme: string;
  position: string;
  launcher: string;
  proactive: string;
  /** Whether the panel is open; the attribute is called `open`. */
  readonly opened: boolean;
  /** Opens the panel and moves the focus there. */
  open(): void;
  close(): void;
  toggle(): void;
  /** Who is signed in at your site: a token that your server signed (`npm run identity`). null signs out. */
  identify(token: string | null): void;
  /** What an agent should know; merged into what you said before, null takes a field away. */
  setContext(fields: Record<string, string | number | boolean | null>): void;
  /** Says something as the visitor. */
  send(text: string): void;
  /** Forgets token, conversation and unsent messages in this browser: for shared computers, when somebody signs out. */
  reset(): void;
  addEventListener<K extends keyof FrontdeskEventMap>(
    type: K,
    listener: (this: FrontdeskChatElement, event: FrontdeskEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof FrontdeskEventMap>(
    type: K,
    listener: (this: FrontdeskChatElement, event: FrontdeskEventMap[K]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** Puts a chat on the page, or gives the one that is there already for this inbox. */
export declare function createChat(attributes: FrontdeskAttributes): FrontdeskChatElement;

declare global {
  interface HTMLElementTagNameMap {
    'frontdesk-chat': FrontdeskChatElement;
  }
  interface DocumentEventMap extends FrontdeskEventMap {}
}

/** For React: `declare module 'react' { namespace JSX { interface IntrinsicElements extends FrontdeskJsx {} } }`. */
export interface FrontdeskJsx {
  'frontdesk-chat': FrontdeskAttributes & {
    id?: string;
    class?: string;
    ref?: ((element: FrontdeskChatElement | null) => void) | { current: FrontdeskChatElement | null };
    key?: string | number;
  };
}
