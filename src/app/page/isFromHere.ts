import type { Context } from 'egg';

const LOOPBACK_NAME = /^(localhost|[\w-]+(\.[\w-]+)*\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const LOOPBACK_ADDRESS = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;
// Who says this has carried the request here from somewhere else.
const CARRIER = /^(via|forwarded|x-forwarded(-.*)?|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip)$/;

/**
 * Whether a request comes from this machine. Its Host must be a name of this machine too: a browser
 * would send a page of somebody else's here, whose name has been made to lead here (DNS rebinding).
 */
export function isFromHere({ req }: Context): boolean {
  const { headers, socket, httpVersion } = req;
  return (
    LOOPBACK_NAME.test(headers.host ?? '') &&
    LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '') &&
    !Object.keys(headers).some(name => CARRIER.test(name)) &&
    // Proxies that say nothing else speak it, nginx by default, and no browser does.
    httpVersion !== '1.0'
  );
}
