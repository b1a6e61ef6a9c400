/** What a widget asks before anybody wrote, in the visitor's language. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { availability } from '../../conversation/availability.js';
import { fileTypes } from '../../conversation/file-kinds.js';
import { formIn, inLanguage, readInbox } from '../../conversation/inboxes.js';
import type { Platform } from '../../platform/open.js';
import { languages, say } from '../../texts/texts.js';
import { type Availability, type InboxSettings, widgetConfigReply } from '../../wire/inboxes.js';
import { openConversationBody } from '../../wire/visitor.js';
import { on } from '../endpoints.js';
import { checkInboxOrigin } from '../origins.js';

export const widgetConfigRoutes = [
  on(
    'GET',
    '/v1/widget-config',
    {
      summary: 'What a widget shows before anybody wrote, and whether people are there.',
      auth: 'none',
      query: z.strictObject({
        inbox: openConversationBody.shape.inbox,
        locale: openConversationBody.shape.locale,
      }),
      replies: { 200: widgetConfigReply },
    },
    async ({ platform, req, query }) => {
      const slug = query.inbox ?? 'default';
      await checkInboxOrigin(platform, req, slug);
      return configOf(platform, await readInbox(platform.db, slug), query.locale);
    },
  ),
] as const;

async function configOf(platform: Platform, inbox: InboxSettings, wished: string | undefined) {
  const locale = pickLocale(wished, inbox.locale);
  const { slug, name, greeting, accent, theme, preChat, proactive } = inbox;
  return {
    inbox: slug,
    name,
    greeting: greeting === null ? say(locale, 'bot', 'greeting') : inLanguage(greeting, locale, inbox.locale),
    locale,
    ...(accent && { accent }),
    ...(theme && { theme }),
    files: { maxBytes: platform.config.fileMaxBytes, types: fileTypes },
    ...(platform.config.mail && { mail: true as const }),
    ...(inbox.verifiedOnly && { verifiedOnly: true }),
    availability: await availabilityOf(platform, slug),
    ...(preChat && { preChat: formIn(preChat, locale, inbox.locale) }),
    proactive: proactive.map((rule) => ({
      ...rule,
      id: createHash('sha256').update(JSON.stringify(rule.text)).digest('hex').slice(0, 12),
      text: inLanguage(rule.text, locale, inbox.locale),
    })),
  };
}

export async function availabilityOf({ db, config }: Platform, inbox: string): Promise<Availability> {
  const { people, nextOpen, timeZone } = await availability(db, inbox, new Date(), config.timing.absent);
  return { people, ...(nextOpen && { nextOpen: nextOpen.toISOString() }), ...(timeZone && { timeZone }) };
}

/** The visitor's language where we have texts or knowledge for it is their wish; else the inbox's. */
export function pickLocale(wished: string | undefined, fallback: string): string {
  if (wished && languages.includes(wished.split('-')[0] as string)) return wished;
  return fallback;
}
