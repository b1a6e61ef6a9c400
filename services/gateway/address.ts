/** Where a request comes from: for limits, and for the audit log. */
import type { Request } from 'express';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether a `Host` header, or a page's host name, is this machine. */
export const isLoopbackHost = (host: string | undefined): boolean => {
  const name = host?.replace(/:\d+$/, '');
  return name !== undefined && loopback.has(name);
};

/** This machine is not limited: it is the operator's own, or a proxy that TRUST_PROXY should name. */
export const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

/** For limits by address: an IPv6 network counts as one, IPv4 in IPv6 as IPv4. */
export function addressOf(req: Request): string {
  const ip = (req.ip ?? '').replace(/^::ffff:(?=\d+\.)/, '');
  return ip.includes(':') && ip !== '::1' ? groupsOf(ip).slice(0, 4).join(':') : ip;
}

/** The eight groups of an IPv6 address, with the zeros that `::` leaves out. */
function groupsOf(ip: string): string[] {
  const [head = [], tail] = ip.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = tail ? Array.from({ length: 8 - head.length - tail.length }, () => '0') : [];
  return [...head, ...zeros, ...(tail ?? [])];
}

/** For the audit log: where somebody was, not which device it was. IPv4 by its first 24 bits, IPv6 by its first 48. */
export function networkOf(address: string): string {
  const ip = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (isLoopback(ip) || ip === '') return ip;
  if (!ip.includes(':')) return `${ip.split('.').slice(0, 3).join('.')}.0/24`;
  return `${groupsOf(ip).slice(0, 3).join(':')}::/48`;
}
