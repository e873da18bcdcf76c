import type { Division } from './types.ts';

/**
 * `divisions.bin`: every division's rings in integer millionths of a degree (GCJ-02), and what it is called.
 *
 *   u32 length of the head · head (JSON in ASCII: divisions, ring counts, vertex counts) · vertices
 *
 * Vertices are zigzag varints of the difference to the one before, longitude then latitude, each ring starting from
 * zero and left open. What is stored is exact: points are judged against these integers.
 */
export const UNITS_PER_DEGREE = 1e6;

/** Degrees in stored units; what was written with six decimals comes out whole, whatever binary made of it. */
export function toUnits(degrees: number): number {
  const units = degrees * UNITS_PER_DEGREE;
  const whole = Math.round(units);
  return Math.abs(units - whole) < 1e-6 ? whole : units;
}

export interface DivisionShape {
  readonly division: Division;
  /** Closed rings of [longitude, latitude] degrees, outer and inner alike. */
  readonly rings: readonly (readonly (readonly number[])[])[];
}

interface Head {
  readonly divisions: readonly Division[];
  readonly rings: readonly number[];
  readonly vertices: readonly number[];
}

export interface DivisionRings {
  readonly divisions: readonly Division[];
  /** Ring r of division d runs from `ringStart[r]` to `ringStart[r + 1]`; its rings from `firstRing[d]`. */
  readonly firstRing: Uint32Array;
  readonly ringStart: Uint32Array;
  readonly longitude: Int32Array;
  readonly latitude: Int32Array;
}

export function encodeDivisions(shapes: readonly DivisionShape[]): Uint8Array {
  const body: number[] = [];
  const put = (value: number): void => {
    let rest = value >= 0 ? value * 2 : -value * 2 - 1;
    while (rest > 127) {
      body.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    body.push(rest);
  };
  const vertices: number[] = [];
  for (const { rings } of shapes) {
    for (const ring of rings) {
      vertices.push(ring.length - 1);
      let x = 0;
      let y = 0;
      for (const [longitude = 0, latitude = 0] of ring.slice(0, -1)) {
        const nextX = Math.round(longitude * UNITS_PER_DEGREE);
        const nextY = Math.round(latitude * UNITS_PER_DEGREE);
        put(nextX - x);
        put(nextY - y);
        x = nextX;
        y = nextY;
      }
    }
  }
  const head: Head = {
    divisions: shapes.map(({ division }) => division),
    rings: shapes.map(({ rings }) => rings.length),
    vertices,
  };
  const text = Uint8Array.from(asciiOf(JSON.stringify(head)), (character) => character.charCodeAt(0));
  const bytes = new Uint8Array(4 + text.length + body.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  bytes.set(body, 4 + text.length);
  return bytes;
}

/** The same JSON with every other character escaped, so that a character is a byte. */
function asciiOf(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A few thousand characters at a time: a call takes only so many arguments. */
function textOf(ascii: Uint8Array): string {
  let text = '';
  for (let at = 0; at < ascii.length; at += 4096) text += String.fromCharCode(...ascii.subarray(at, at + 4096));
  return text;
}

/** @throws RangeError when the file is cut short or runs over */
export function decodeDivisions(bytes: Uint8Array): DivisionRings {
  const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = JSON.parse(textOf(bytes.subarray(4, 4 + headLength))) as Head;
  const total = head.vertices.reduce((sum, count) => sum + count, 0);
  const longitude = new Int32Array(total);
  const latitude = new Int32Array(total);
  const ringStart = new Uint32Array(head.vertices.length + 1);
  const firstRing = new Uint32Array(head.rings.length + 1);
  head.rings.forEach((count, d) => {
    firstRing[d + 1] = (firstRing[d] as number) + count;
  });
  let at = 4 + headLength;
  const take = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('the division file is cut short');
      value += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  let vertex = 0;
  head.vertices.forEach((count, ring) => {
    let x = 0;
    let y = 0;
    for (let n = 0; n < count; n += 1) {
      x += take();
      y += take();
      longitude[vertex] = x;
      latitude[vertex] = y;
      vertex += 1;
    }
    ringStart[ring + 1] = vertex;
  });
  if (at !== bytes.length) throw new RangeError('the division file runs over its end');
  return { divisions: head.divisions, firstRing, ringStart, longitude, latitude };
}
