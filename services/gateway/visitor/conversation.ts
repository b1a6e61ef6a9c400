/** What a visitor's handlers share: their own conversation, and nothing of anybody else's. */
import type { Bearer } from '../../conversation/identity.js';
import { conversationForVisitor } from '../../conversation/present.js';
import { type ConversationView, viewConversation } from '../../conversation/views.js';
import { NotFound } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import type { Gate } from '../gate.js';

/** Whose verb it is, and on what. */
export const of = ({ visitor, id }: { visitor: Bearer; id: string }) => ({
  visitorId: visitor.visitorId,
  conversationId: id,
});

/** The visitor's own conversation; anything else does not exist for them. */
export async function own({
  platform,
  visitor,
  id,
}: Gate & { visitor: Bearer; id: string }): Promise<ConversationView> {
  const view = await viewConversation(platform.db, id);
  if (!view) throw new NotFound();
  if (view.visitorId !== visitor.visitorId) {
    platform.metrics.denied.inc();
    throw new NotFound();
  }
  return view;
}

/** What a verb made of it. */
export async function shown({ db }: Pick<Platform, 'db'>, id: string) {
  const view = await viewConversation(db, id);
  if (!view) throw new NotFound();
  return conversationForVisitor(view);
}
