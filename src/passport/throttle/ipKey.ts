import { isIP } from 'node:net';

/** Stands for whatever is no address. */
const NONE = 'none';

// What stands before an IPv4 address that is written as IPv6: by a socket that takes both, and by NAT64,
// which would make all of IPv4 one network.
const BEFORE_IPV4 = new Set(['0,0,0,0,0,65535', '100,65435,0,0,0,0']);

/**
 * One text for all addresses that one client may choose from: an IPv4 address, also where it is written
 * as IPv6; the first 64 bits of an IPv6 address.
 *
 * @param ip what Egg says, which may be what a proxy has written
 * @see RFC 6177, section 2; RFC 4291, section 2.5.5.2; RFC 6052, section 2.1
 */
export function ipKey(ip: string | undefined): string {
  const address = withoutPort(ip ?? '');
  switch (isIP(address)) {
    case 4:
      return address;
    case 6:
      return network(address);
    default:
      return NONE;
  }
}

// Some proxies write the port too, which is another one each time; a zone is the server's own.
function withoutPort(ip: string): string {
  const [, bracketed, dotted] = /^\[(.+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(ip) ?? [];
  return (bracketed ?? dotted ?? ip).replace(/%.*$/, '');
}

function network(address: string): string {
  const groups = groupsOf(address);
  const [high, low] = groups.slice(6);
  if (BEFORE_IPV4.has(groups.slice(0, 6).join())) return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const first = groups.slice(0, 4).map(group => group.toString(16));
  return `${first.join(':')}::/64`;
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  // A URL knows one way only to write it.
  const [head, tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const numbers = (text = ''): number[] => (text ? text.split(':').map(group => Number.parseInt(group, 16)) : []);
  const [before, after] = [numbers(head), numbers(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
