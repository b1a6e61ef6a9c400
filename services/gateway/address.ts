/** Where a request comes from, for limits. */
import type { Request } from 'express';

/** This machine is not limited: it is the operator's own, or a proxy that TRUST_PROXY should name. */
export const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

/** For limits by address: an IPv6 network counts as one, IPv4 in IPv6 as IPv4. */
export function addressOf(req: Request): string {
  const ip = (req.ip ?? '').replace(/^::ffff:(?=\d+\.)/, '');
  return ip.includes(':') && ip !== '::1' ? ip.split(':').slice(0, 4).join(':') : ip;
}
