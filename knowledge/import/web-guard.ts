/** Which addresses may be fetched: those of the public internet, as they are at the moment of connecting. */
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export type Guard = {
  /** For tests: one port of this machine that may be reached all the same. */
  loopbackPort?: number;
  /** For tests: what answers instead of the system's resolver. */
  resolve?: typeof lookup;
};

/**
 * Private, loopback, link-local, carrier-grade NAT, multicast, documentation, reserved: nothing that a help centre
 * lives at.
 */
const blocked = new BlockList();
for (const range of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
])
  add(range, 'ipv4');
// Of IPv6 only what is handed out publicly, and none of the ranges there that lead back to IPv4 or nowhere.
for (const range of ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']) add(range, 'ipv6');
const publicIpv6 = new BlockList();
publicIpv6.addSubnet('2000::', 3, 'ipv6');

function add(range: string, family: 'ipv4' | 'ipv6'): void {
  const [net = '', bits] = range.split('/');
  blocked.addSubnet(net, Number(bits), family);
}

export function isForbidden(address: string): boolean {
  const plain = address.replace(/%.*$/, '');
  if (isIP(plain) === 4) return blocked.check(plain, 'ipv4');
  // IPv4 inside IPv6, mapped or translated, is outside of 2000::/3 and so refused with all the rest.
  return isIP(plain) !== 6 || !publicIpv6.check(plain, 'ipv6') || blocked.check(plain, 'ipv6');
}

const isLoopback = (address: string) => address === '::1' || /^127\./.test(address);

/**
 * Why an address must not be fetched, as far as it tells without asking anybody. Decimal and octal hosts are IP
 * addresses to `URL`.
 */
export function refusal(url: URL, guard: Guard): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'only http and https addresses are fetched';
  if (url.username || url.password) return 'the address holds a password; take it out';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) && !mayReach(host, url, guard)
    ? 'the address is private or reserved; only public ones are fetched'
    : undefined;
}

const mayReach = (address: string, url: URL, { loopbackPort }: Guard): boolean =>
  !isForbidden(address) || (loopbackPort !== undefined && isLoopback(address) && url.port === String(loopbackPort));

/** Resolves a name for one connection. The socket takes exactly these addresses, so a later answer changes nothing. */
export function guardedLookup(url: URL, guard: Guard): LookupFunction {
  return (hostname, options, callback) => {
    (guard.resolve ?? lookup)(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const addresses = Array.isArray(found) ? found : [];
      const [first] = addresses;
      // One forbidden answer among others is a trap as well.
      if (!first || addresses.some(({ address }) => !mayReach(address, url, guard)))
        return callback(new Error('its name leads to a private or reserved address'), '', 0);
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}
