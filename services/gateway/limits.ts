/** How often something may be asked for. One set for an app, handed to the handlers with the rest of the gate. */
import type { Request } from 'express';
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';
import { TooMany } from '../errors.js';
import { addressOf, isLoopback } from './address.js';

const MINUTE = 60;
const HOUR = 3_600;

export const createLimits = () => ({
  /** From one address, whoever its visitors say they are. */
  openings: new RateLimiterMemory({ points: 60, duration: MINUTE }),
  uploads: new RateLimiterMemory({ points: 120, duration: HOUR }),
  mails: new RateLimiterMemory({ points: 20, duration: HOUR }),
  /** Wrong passwords for one account, and from one address, before a wait of a minute. */
  signInByAccount: new RateLimiterMemory({ points: 5, duration: MINUTE }),
  signInByAddress: new RateLimiterMemory({ points: 50, duration: MINUTE }),
  /** Wrong passwords where somebody changes their own. */
  passwords: new RateLimiterMemory({ points: 5, duration: MINUTE }),
});
export type Limits = ReturnType<typeof createLimits>;

/** Takes one point or throws `TooMany`. */
export async function spend(limiter: RateLimiterAbstract, key: string, message: string, points = 1): Promise<void> {
  try {
    await limiter.consume(key, points);
  } catch (rejected) {
    if (rejected instanceof Error) throw rejected;
    const { msBeforeNext } = rejected as { msBeforeNext: number };
    throw new TooMany(`${message} Please wait a moment.`, Math.max(1, Math.ceil(msBeforeNext / 1000)));
  }
}

/** One point of the address that a request comes from; this machine is not limited. */
export async function spendFrom(req: Request, limiter: RateLimiterAbstract, message: string): Promise<void> {
  const address = addressOf(req);
  if (!isLoopback(address)) await spend(limiter, address, message);
}
