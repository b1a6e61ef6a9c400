/** The round picture beside a name: a photo where there is a safe one, else initials, or the bot's mark. */
import { html, type TemplateResult } from 'lit';
import { icons } from '../shared/icons.js';
import { initials } from '../shared/initials.js';
import { safePicture } from '../shared/links.js';

export interface FaceProps {
  role: 'bot' | 'agent' | 'team';
  name: string;
  avatar?: string;
  server: string;
}

export function renderFace({ role, name, avatar, server }: FaceProps): TemplateResult {
  if (role === 'bot') return html`<span class="face bot" aria-hidden="true">${icons.bot}</span>`;
  const picture = safePicture(avatar, server);
  // A picture that does not load, or that the page's policy refuses, leaves the initials under it.
  const hide = ({ target }: Event) => target instanceof Element && target.remove();
  return html`<span class="face ${role}" aria-hidden="true"
    >${initials(name)}${picture ? html`<img src=${picture} alt="" @error=${hide} />` : ''}</span
  >`;
}
