// Writes a screenshot with a palette: less than half of the bytes, and nobody sees it.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const COLORS = 256;
// Squares of the differences, added up: less than between a card and the ground below it.
const ALIKE = 24;
const RGB = 2;
const PALETTE = 3;

/** A PNG of 8 bits a channel without transparency, as Chromium writes it, with the commonest of its colours. */
export function palettePng(png) {
  const { header, data } = partsOf(png);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (header[8] !== 8 || header[9] !== RGB || header[12]) throw new Error('this PNG is none of 24 bits');
  const pixels = pixelsOf(inflateSync(data), width * 3, height);
  const colors = [];
  for (let at = 0; at < pixels.length; at += 3) colors.push(pixels.readUIntBE(at, 3));
  const palette = commonest(colors);
  const index = new Map(palette.map((color, at) => [color, at]));
  const lines = Buffer.alloc((width + 1) * height);
  for (const [at, color] of colors.entries()) {
    if (!index.has(color)) index.set(color, nearest(color, palette));
    lines[at + Math.floor(at / width) + 1] = index.get(color);
  }
  header[9] = PALETTE;
  const table = Buffer.from(palette.flatMap(channels));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', table),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function partsOf(png) {
  const data = [];
  let header;
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const content = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = Buffer.from(content);
    if (type === 'IDAT') data.push(content);
    at += length + 12;
  }
  return { header, data: Buffer.concat(data) };
}

// Each line is written as its difference from what is left of it and above, see PNG, 9.
function pixelsOf(lines, length, height) {
  const pixels = Buffer.alloc(length * height);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (length + 1)];
    for (let x = 0; x < length; x++) {
      const at = y * length + x;
      const left = x < 3 ? 0 : pixels[at - 3];
      const above = y ? pixels[at - length] : 0;
      const corner = x < 3 || !y ? 0 : pixels[at - length - 3];
      pixels[at] = lines[at + y + 1] + [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
    }
  }
  return pixels;
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [a, b, c] = [left, above, corner].map(value => Math.abs(guess - value));
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

// Of colours that look alike one is enough: rare ones, of small marks, have a place too.
function commonest(colors) {
  const counts = new Map();
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
  const palette = [];
  for (const [color] of [...counts].sort(([, a], [, b]) => b - a)) {
    if (palette.length === COLORS) break;
    if (palette.every(other => distance(color, other) > ALIKE)) palette.push(color);
  }
  return palette;
}

function nearest(color, palette) {
  const distances = palette.map(other => distance(color, other));
  return distances.indexOf(Math.min(...distances));
}

function distance(color, other) {
  const [a, b] = [channels(color), channels(other)];
  return a.reduce((sum, part, at) => sum + (part - b[at]) ** 2, 0);
}

function channels(color) {
  return [color >> 16, (color >> 8) & 255, color & 255];
}

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const all = Buffer.alloc(body.length + 8);
  all.writeUInt32BE(content.length, 0);
  body.copy(all, 4);
  all.writeUInt32BE(crc32(body), body.length + 4);
  return all;
}
