/** Who of the team an endpoint is for, as data: the guard reads it, the document says it, a test holds it. */
import type { StaffRole } from '../wire/conversation.js';

/** Whoever else asks is told `otherwise`. */
export type Role = { readonly may: readonly StaffRole[]; readonly otherwise: string };

const role =
  (...may: StaffRole[]) =>
  (otherwise: string): Role => ({ may, otherwise });

/** Whoever is signed in. */
export const anyone = role('content', 'agent', 'manager', 'admin')('');
/** Agents and whoever leads them: content accounts have no business in conversations. */
export const answering = role('agent', 'manager', 'admin');
export const conversations = answering('Content accounts do not see conversations.');
/** Whoever writes knowledge: content stands beside agent. */
export const writers = role('content', 'manager', 'admin')('This is for managers and content teams.');
export const leads = role('manager', 'admin');
export const admins = role('admin');
