/** Who of the team may: rights nest, admin over manager over agent; content stands beside agent. */
import type { Role } from './endpoints.js';

export const admins = (otherwise: string) => ({ only: ['admin'], otherwise }) satisfies Role;

export const leads = (otherwise: string) => ({ only: ['manager', 'admin'], otherwise }) satisfies Role;

/** Those who have conversations. */
export const agents = (otherwise: string) => ({ only: ['agent', 'manager', 'admin'], otherwise }) satisfies Role;

/** Those who may see conversations at all. */
export const talkers = agents('Content accounts do not see conversations.');

/** Those who write the knowledge base. */
export const writers: Role = {
  only: ['content', 'manager', 'admin'],
  otherwise: 'This is for managers and content teams.',
};
