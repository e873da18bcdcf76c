/** Mean earth radius of the IUGG, metres (Moritz, Geodetic Reference System 1980). */
const EARTH_RADIUS_M = 6_371_008.8;
const RADIANS = Math.PI / 180;
/** Longer edges are cut: a straight line in degrees and the arc between its ends then differ by millimetres. */
const LONGEST_DEGREES = 0.005;
/** Children of a node. Edges come in the order of their rings, so neighbours in the list are neighbours on the ground. */
const FAN = 8;

/** Distances to a border made of straight edges in degrees. */
export interface BorderTree {
  /** Great-circle distance to the nearest point of the border, metres; Infinity when it is farther than `limitM`. */
  distanceM(longitude: number, latitude: number, limitM?: number): number;
}

/**
 * Builds the tree over edges given as ax, ay, bx, by degrees. Everything is measured in space, between a point of the
 * unit sphere and chords of it: no projection, the same accuracy at any distance and latitude.
 */
export function buildBorderTree(edges: ArrayLike<number>): BorderTree {
  const chords = toChords(edges);
  const leaves = chords.length / 6;
  const levels: Float64Array[] = [];
  for (let count = leaves; count > 1 || levels.length === 0; ) {
    const below = levels.at(-1);
    count = Math.ceil(count / FAN);
    levels.push(below === undefined ? boxesOfChords(chords, count) : boxesOfBoxes(below, count));
    if (count === 0) break;
  }
  const top = levels.length - 1;
  /** What is asked for: a point of the sphere, and the square of the least distance found so far. */
  let [x, y, z, best] = [0, 0, 0, 0];
  let isFound = false;
  /** Squared distances to the children of the node that is being visited on each level. */
  const distances = new Float64Array(levels.length * FAN);

  function visitLeaves(from: number): void {
    const to = Math.min(from + FAN, leaves);
    for (let leaf = from; leaf < to; leaf += 1) {
      const distance = squaredToChord(chords, leaf * 6, x, y, z);
      if (distance > best) continue;
      best = distance;
      isFound = true;
    }
  }

  function visit(level: number, node: number): void {
    const from = node * FAN;
    if (level === 0) {
      visitLeaves(from);
      return;
    }
    const boxes = levels[level - 1] as Float64Array;
    const count = Math.min(FAN, boxes.length / 6 - from);
    // The nearest child first, then whatever may still hold something nearer.
    let first = 0;
    let nearest = Number.POSITIVE_INFINITY;
    const row = level * FAN;
    for (let child = 0; child < count; child += 1) {
      const distance = squaredToBox(boxes, (from + child) * 6, x, y, z);
      distances[row + child] = distance;
      if (distance < nearest) {
        nearest = distance;
        first = child;
      }
    }
    if (nearest > best) return;
    visit(level - 1, from + first);
    for (let child = 0; child < count; child += 1) {
      if (child !== first && (distances[row + child] as number) <= best) visit(level - 1, from + child);
    }
  }

  return {
    distanceM(longitude, latitude, limitM = Number.POSITIVE_INFINITY) {
      if (leaves === 0) return Number.POSITIVE_INFINITY;
      const cosine = Math.cos(latitude * RADIANS);
      x = cosine * Math.cos(longitude * RADIANS);
      y = cosine * Math.sin(longitude * RADIANS);
      z = Math.sin(latitude * RADIANS);
      const limit = limitM >= Math.PI * EARTH_RADIUS_M ? 2 : 2 * Math.sin(limitM / (2 * EARTH_RADIUS_M));
      best = limit * limit * (1 + 1e-12);
      isFound = false;
      visit(top, 0);
      return isFound ? 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(best) / 2)) : Number.POSITIVE_INFINITY;
    },
  };
}

function toChords(edges: ArrayLike<number>): Float64Array {
  const partsOf = (edge: number): number => {
    const width = Math.abs((edges[edge + 2] as number) - (edges[edge] as number));
    const height = Math.abs((edges[edge + 3] as number) - (edges[edge + 1] as number));
    return Math.max(1, Math.ceil(Math.max(width, height) / LONGEST_DEGREES));
  };
  let count = 0;
  for (let edge = 0; edge + 3 < edges.length; edge += 4) count += partsOf(edge);
  const chords = new Float64Array(count * 6);
  let to = 0;
  const put = (longitude: number, latitude: number): void => {
    const cosine = Math.cos(latitude * RADIANS);
    chords[to] = cosine * Math.cos(longitude * RADIANS);
    chords[to + 1] = cosine * Math.sin(longitude * RADIANS);
    chords[to + 2] = Math.sin(latitude * RADIANS);
    to += 3;
  };
  for (let edge = 0; edge + 3 < edges.length; edge += 4) {
    const [ax, ay, bx, by] = [edges[edge], edges[edge + 1], edges[edge + 2], edges[edge + 3]] as [number, number, number, number]; // biome-ignore format: one edge
    const parts = partsOf(edge);
    for (let part = 0; part < parts; part += 1) {
      put(ax + (bx - ax) * (part / parts), ay + (by - ay) * (part / parts));
      if (part + 1 === parts) put(bx, by);
      else put(ax + (bx - ax) * ((part + 1) / parts), ay + (by - ay) * ((part + 1) / parts));
    }
  }
  return chords;
}

/** Boxes as least and greatest x, y, z. */
function boxesOfChords(chords: Float64Array, count: number): Float64Array {
  const boxes = emptyBoxes(count);
  for (let at = 0; at < chords.length; at += 3) {
    const box = Math.floor(at / 6 / FAN) * 6;
    widen(boxes, box, chords, at, at);
  }
  return boxes;
}

function boxesOfBoxes(below: Float64Array, count: number): Float64Array {
  const boxes = emptyBoxes(count);
  for (let child = 0; child < below.length / 6; child += 1) {
    widen(boxes, Math.floor(child / FAN) * 6, below, child * 6, child * 6 + 3);
  }
  return boxes;
}

function emptyBoxes(count: number): Float64Array {
  return Float64Array.from({ length: count * 6 }, (_, at) => (at % 6 < 3 ? Infinity : -Infinity));
}

function widen(boxes: Float64Array, box: number, from: Float64Array, low: number, high: number): void {
  for (let axis = 0; axis < 3; axis += 1) {
    boxes[box + axis] = Math.min(boxes[box + axis] as number, from[low + axis] as number);
    boxes[box + 3 + axis] = Math.max(boxes[box + 3 + axis] as number, from[high + axis] as number);
  }
}

function squaredToBox(boxes: Float64Array, box: number, x: number, y: number, z: number): number {
  const dx = outsideBy(boxes[box] as number, boxes[box + 3] as number, x);
  const dy = outsideBy(boxes[box + 1] as number, boxes[box + 4] as number, y);
  const dz = outsideBy(boxes[box + 2] as number, boxes[box + 5] as number, z);
  return dx * dx + dy * dy + dz * dz;
}

const outsideBy = (low: number, high: number, at: number): number => (at < low ? low - at : at > high ? at - high : 0);

/** Squared distance in space from a point of the sphere to the chord's nearest point, lifted back to the sphere. */
function squaredToChord(chords: Float64Array, at: number, x: number, y: number, z: number): number {
  const ax = chords[at] as number;
  const ay = chords[at + 1] as number;
  const az = chords[at + 2] as number;
  const ex = (chords[at + 3] as number) - ax;
  const ey = (chords[at + 4] as number) - ay;
  const ez = (chords[at + 5] as number) - az;
  const length = ex * ex + ey * ey + ez * ez;
  const along = length === 0 ? 0 : ((x - ax) * ex + (y - ay) * ey + (z - az) * ez) / length;
  const t = along < 0 ? 0 : along > 1 ? 1 : along;
  const fx = ax + t * ex;
  const fy = ay + t * ey;
  const fz = az + t * ez;
  // The chord runs below the surface: its foot is lifted, or a point on a border would lie centimetres off it.
  const lift = 1 / Math.sqrt(fx * fx + fy * fy + fz * fz);
  const dx = x - fx * lift;
  const dy = y - fy * lift;
  const dz = z - fz * lift;
  return dx * dx + dy * dy + dz * dz;
}
