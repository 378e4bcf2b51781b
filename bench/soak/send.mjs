import { request } from 'node:http';

// What the master handed to a worker that is killed is never answered.
const NO_ANSWER = 10_000;

/**
 * One request, over a connection of its own, which any worker may get.
 *
 * @param leaveAfter milliseconds after which the client goes, if it has not been answered before: it reads no answer
 * @returns status, text, the cookies that were set, and `Retry-After`
 * @throws where there was no answer
 */
export function send(port, { method = 'GET', path, form, headers = {}, leaveAfter }) {
  const body = form && new URLSearchParams(form).toString();
  const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const options = { host: '127.0.0.1', port, method, path, agent: false };
  return new Promise((resolve, reject) => {
    const req = request({ ...options, headers: { accept: 'application/json', ...type, ...headers } }, res => {
      if (leaveAfter !== undefined) return req.destroy(new Error('gone'));
      let text = '';
      res.setEncoding('utf8');
      res.on('data', chunk => (text += chunk));
      res.on('error', reject);
      const { 'set-cookie': cookies = [], 'retry-after': retryAfter } = res.headers;
      res.on('end', () => resolve({ status: res.statusCode, text, cookies, retryAfter }));
    });
    const end = setTimeout(() => req.destroy(new Error('no answer')), leaveAfter ?? NO_ANSWER);
    req.on('close', () => clearTimeout(end));
    req.on('error', reject);
    req.end(body);
  });
}
